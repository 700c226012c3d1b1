import { compare, hash } from "bcryptjs";
import { expect, test } from "vitest";
import { hashPassword } from "./hashPassword.ts";

test("a password is hashed as the pod's sshd checks it, each for its own request", async () => {
  const passwords = ["first secret", "second secret", "päßwörd 🔑"];
  const hashes = await Promise.all(passwords.map(hashPassword));
  for (const [at, hash] of hashes.entries()) {
    expect(hash).toMatch(/^\$2b\$10\$/);
    expect(await compare(passwords[at] ?? "", hash)).toBe(true);
  }
});

test("while passwords are hashed the loop goes on turning for everybody else", async () => {
  const inLoop = await turnsDuring(Promise.all([1, 2, 3].map(() => hash("a secret", 10))));
  const beside = await turnsDuring(Promise.all([1, 2, 3].map(() => hashPassword("a secret"))));
  console.log(`turns of the event loop during three hashes: ${beside} beside them, ${inLoop} with them in it`);
  expect(beside).toBeGreaterThan(inLoop * 3);
});

/** How often others got their turn until something was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work;
  isDone = true;
  return turns;
}
