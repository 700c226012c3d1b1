import type { IPty } from "@lydell/node-pty";

/** Gives a terminal another size, in characters. One whose program has ended in this moment has none any more. */
export function resizeTerminal(terminal: Pick<IPty, "resize">, columns: number, rows: number): void {
  try {
    terminal.resize(columns, rows);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("EBADF")) throw error;
  }
}
