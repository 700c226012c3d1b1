const DEEPEST_CAUSE = 4;

/**
 * What is logged of an error: names, codes and places. Messages of database and RPC clients quote what was sent, and
 * what was sent may be a secret, so theirs are cut to what they say of the fault.
 */
export function faultOf(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const short = "shortMessage" in error && typeof error.shortMessage === "string" ? error.shortMessage : null;
  const places = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    message: isQuoting(error) ? "a statement failed" : (short ?? error.message),
    ...("code" in error ? { code: String(error.code) } : {}),
    ...(places === undefined ? {} : { at: places.slice(0, 6).map((line) => line.trim()) }),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE ? { cause: faultOf(error.cause, depth + 1) } : {}),
  };
}

/** Also where a wrapper repeats what its cause says. */
function isQuoting(error: Error): boolean {
  if ("params" in error || "query" in error) return true;
  return error.cause instanceof Error && error.message.includes(error.cause.message) && isQuoting(error.cause);
}
