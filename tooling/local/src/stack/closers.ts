/** What takes the stack down again, in the order it was brought up; it is called in reverse. */
export type Closers = (() => Promise<unknown>)[];

/** Calls and empties them. What one throws is said, and the others are called all the same. */
export async function closeAll(closers: Closers, say: (line: string) => void): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close().catch((error: unknown) => say(`  ${error instanceof Error ? error.message : error}`));
  }
}
