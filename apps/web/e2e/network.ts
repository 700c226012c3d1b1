import { readFileSync } from "node:fs";
import { z } from "zod";

/** Names the file that describes the running stack; set by startNetwork.ts for the tests. */
export const STACK_VARIABLE = "E2E_STACK";

const description = z.object({ web: z.url(), wallets: z.array(z.object({ role: z.string(), address: z.string() })) });

/** The stack under test: where its pages are, and whose test wallets there are. */
export function network(): z.infer<typeof description> {
  const path = process.env[STACK_VARIABLE];
  if (path === undefined) throw new Error(`${STACK_VARIABLE} names no stack.`);
  return description.parse(JSON.parse(readFileSync(path, "utf8")));
}
