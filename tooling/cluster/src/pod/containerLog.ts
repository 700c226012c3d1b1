/** What a container wrote, and when: the end of it, up to a limit. */
export type ContainerLog = {
  /** Takes in what was just written. */
  write(text: string): void;
  text(): string;
  /** The same, each line behind its instant as kubelets write it: RFC 3339 with nanoseconds. The last may lack its end. */
  stamped(): readonly StampedLine[];
  /** Calls back with what is written from now on, until the answered function is called. */
  follow(onText: (text: string) => void): () => void;
};

export type StampedLine = { readonly at: string; readonly text: string };

const NANOS_OF_MS = 1_000_000;

/** A log that forgets its oldest lines above `limit` characters. */
export function containerLog(limit: number): ContainerLog {
  const lines: StampedLine[] = [];
  const listeners = new Set<(text: string) => void>();
  let kept = 0;
  let lastMs = 0;
  let inMs = 0;

  /** No two lines have the same instant, so that whoever asks for what came after one misses none. */
  const now = (): string => {
    const ms = Math.max(lastMs, Date.now());
    inMs = ms === lastMs ? Math.min(inMs + 1, NANOS_OF_MS - 1) : 0;
    lastMs = ms;
    return `${new Date(ms).toISOString().slice(0, -1)}${String(inMs).padStart(6, "0")}Z`;
  };

  return {
    write(text) {
      for (const part of text.split(/(?<=\n)/)) {
        const last = lines.at(-1);
        const isOpen = last !== undefined && !last.text.endsWith("\n");
        const line = isOpen ? { at: last.at, text: (last.text + part).slice(-limit) } : { at: now(), text: part };
        if (isOpen) kept -= lines.pop()?.text.length ?? 0;
        lines.push(line);
        kept += line.text.length;
      }
      while (kept > limit && lines.length > 1) kept -= lines.shift()?.text.length ?? 0;
      for (const listener of listeners) listener(text);
    },
    text: () => lines.map((line) => line.text).join(""),
    stamped: () => [...lines],
    follow(onText) {
      listeners.add(onText);
      return () => listeners.delete(onText);
    },
  };
}
