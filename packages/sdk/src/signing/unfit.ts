/** What one is asked to sign is not what one asked for. Nothing was signed and nothing was sent. */
export class UnfitMessage extends Error {
  override readonly name = "UnfitMessage";
  /** Which part does not fit, e.g. `message.provider`. */
  readonly part: string;

  constructor(part: string, found: unknown, wanted: unknown) {
    super(`${part} is ${found}, not ${wanted}: not signed.`);
    this.part = part;
  }
}

/** Compares parts by their text, addresses in any case. Throws `UnfitMessage` at the first that differs. */
export function expectParts(parts: Readonly<Record<string, readonly [found: unknown, wanted: unknown]>>): void {
  for (const [part, [found, wanted]] of Object.entries(parts)) {
    if (String(found).toLowerCase() !== String(wanted).toLowerCase()) throw new UnfitMessage(part, found, wanted);
  }
}
