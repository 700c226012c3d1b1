import "../trpc/zodWithoutEval.ts";
import { extensionMessage, extensionQuoteView } from "@worldland/core/wire/rental";

const schema = extensionQuoteView.extend({ extension: extensionMessage });

/** The extension to sign, out of the answer that asked for a signature; null where it is none. */
export function quoteToSign(value: unknown) {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
