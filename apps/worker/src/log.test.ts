import { faultOf } from "@worldland/core/fault";
import { openDatabase } from "@worldland/db/database";
import { createPublicClient, http } from "viem";
import { expect, test } from "vitest";

const CANARY = "canary-4711";

async function causeOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (cause) {
    return cause;
  }
  throw new Error("it did not fail");
}

test("what is logged of a failed statement does not quote its parameters", async () => {
  const { db, close } = openDatabase("postgres://127.0.0.1:9/none");
  const cause = await causeOf(() => db.execute(`select '${CANARY}'`));
  expect(String(cause)).toContain(CANARY);
  expect(JSON.stringify(faultOf(cause))).not.toContain(CANARY);
  await close();
});

test("what is logged of a failed RPC call quotes neither its address nor what was sent", async () => {
  const reader = createPublicClient({ transport: http(`http://127.0.0.1:9/${CANARY}`, { retryCount: 0 }) });
  const cause = await causeOf(() => reader.sendRawTransaction({ serializedTransaction: "0x02f8" }));
  expect(String(cause)).toContain(CANARY);
  const logged = JSON.stringify(faultOf(cause));
  expect(logged).not.toContain(CANARY);
  expect(logged).not.toContain("0x02f8");
});
