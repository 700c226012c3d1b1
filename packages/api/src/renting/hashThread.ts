import { parentPort } from "node:worker_threads";
import { hashSync } from "bcryptjs";
import { z } from "zod";

const BCRYPT_COST = 10;

const asked = z.object({ id: z.number(), password: z.string() });

/** The thread behind hashPassword.ts: one password after the other. */
parentPort?.on("message", (message: unknown) => {
  const { id, password } = asked.parse(message);
  parentPort?.postMessage({ id, hash: hashOf(password) });
});

/** Null where it failed; why would tell of the password. */
function hashOf(password: string): string | null {
  try {
    return hashSync(password, BCRYPT_COST);
  } catch {
    return null;
  }
}
