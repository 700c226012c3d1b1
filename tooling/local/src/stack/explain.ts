/** What an error and its causes say, each on a line of its own: the last one often is the one that tells. */
export function explain(error: unknown): string {
  const sentences: string[] = [];
  for (let cause = error; cause !== undefined && cause !== null; ) {
    const sentence = cause instanceof Error ? cause.message : String(cause);
    if (!sentences.some((said) => said.includes(sentence))) sentences.push(sentence);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return sentences.join("\n  because: ");
}
