import { afterAll, beforeAll, expect, test } from "vitest";
import { setFeeCall, setOpeningPausedCall } from "./calls.ts";
import { checkVault, codeHash, isAsWanted } from "./checkVault.ts";
import { gpuVaultCodeHash } from "./runtime.gen.ts";
import { startTestVault, type TestVault } from "./testVault.ts";

let stack: TestVault;
beforeAll(async () => {
  stack = await startTestVault();
});
afterAll(() => stack.close());

test("a deployed vault's code is the committed one, whatever its immutables", async () => {
  const { client, deployment } = stack;
  const code = (await client.getCode({ address: deployment.address })) ?? "0x";
  expect(codeHash(code)).toBe(gpuVaultCodeHash);
  const last = code.endsWith("0") ? "1" : "0";
  expect(codeHash(`0x${code.slice(2, -1)}${last}`)).not.toBe(gpuVaultCodeHash);
  expect(codeHash("0x")).not.toBe(gpuVaultCodeHash);
  expect(codeHash("0x6001")).not.toBe(gpuVaultCodeHash);
});

test("what differs from what is wanted is named, and nothing else", async () => {
  const { client, deployment, owner, operator, customer, parameters, send } = stack;
  const wanted = { ...parameters, pendingOwner: null, operators: [operator.address] };
  const wrong = async (other: Partial<typeof wanted>) =>
    (await checkVault(client, deployment.address, { ...wanted, ...other })).filter((check) => !isAsWanted(check));
  expect(await wrong({})).toEqual([]);
  expect((await wrong({ owner: customer.address })).map(({ what }) => what)).toEqual(["owner"]);
  expect((await wrong({ operators: [customer.address] })).map(({ found }) => found)).toEqual(["false"]);

  await send(owner, setFeeCall(deployment.address, 1));
  await send(owner, setOpeningPausedCall(deployment.address, true));
  expect(await wrong({})).toEqual([
    { what: "fee", found: "1", wanted: "500" },
    { what: "opening paused", found: "true", wanted: "false" },
  ]);
});
