import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import { startRpcProxy } from "@worldland/testing/rpcProxy";
import { createTestClient, type Hex, http, keccak256, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSignedBy } from "./isSignedBy.ts";

const hash = keccak256(toHex("a message"));
const account = privateKeyToAccount(generatePrivateKey());
/** Answers ERC-1271's magic value to whatever it is asked. */
const YES_MAN = {
  address: "0x00000000000000000000000000000000000a1271",
  code: "0x631626ba7e60e01b60005260206000f3",
} as const;
/** Never comes to an end. */
const ENDLESS = { address: "0x00000000000000000000000000000000000a1272", code: "0x5b600056" } as const;
/** Ends without an answer. */
const SILENT = { address: "0x00000000000000000000000000000000000a1273", code: "0x00" } as const;

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
  const control = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  for (const { address, code } of [YES_MAN, ENDLESS, SILENT]) await control.setCode({ address, bytecode: code });
});
afterAll(() => anvil.close());

test("a wallet with a key signs without any chain, and with one that is away", async () => {
  const signed = { address: account.address.toLowerCase(), hash, signature: await account.sign({ hash }) };
  expect(await isSignedBy(null, signed)).toBe(true);
  expect(await isSignedBy("http://127.0.0.1:9", signed)).toBe(true);
  expect(await isSignedBy(null, { ...signed, hash: keccak256("0x01") })).toBe(false);
  const nonsense: Hex[] = ["0x", "0x01", `0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`, `${signed.signature}00`];
  for (const signature of nonsense) {
    expect(await isSignedBy(null, { ...signed, signature })).toBe(false);
    expect(await isSignedBy(anvil.rpcUrl, { ...signed, signature })).toBe(false);
  }
});

test("a plain wallet's signature costs the chain no question, however many sign", async () => {
  const rpc = await startRpcProxy(anvil.rpcUrl, (_, pass) => pass());
  for (let wallet = 0; wallet < 20; wallet++) {
    const signer = privateKeyToAccount(generatePrivateKey());
    const signed = { address: signer.address.toLowerCase(), hash, signature: await signer.sign({ hash }) };
    expect(await isSignedBy(rpc.url, signed)).toBe(true);
  }
  expect([...rpc.calls]).toEqual([]);
  // The one that counts does count: only the chain can tell of a contract wallet.
  expect(await isSignedBy(rpc.url, { address: YES_MAN.address, hash, signature: `0x${"12".repeat(64)}` })).toBe(true);
  expect(rpc.calls.get("eth_getCode")).toBe(1);
  await rpc.close();
});

test("a contract wallet signs for itself and for nobody else, and a hostile one for nothing", async () => {
  const signature = `0x${"12".repeat(64)}` as const;
  const says = (address: string) => isSignedBy(anvil.rpcUrl, { address, hash, signature });
  expect(await says(YES_MAN.address)).toBe(true);
  expect(await says(account.address)).toBe(false);
  const before = performance.now();
  expect(await says(ENDLESS.address)).toBe(false);
  expect(await says(SILENT.address)).toBe(false);
  expect(performance.now() - before).toBeLessThan(6_000);
});

test("whether a contract wallet signed cannot be said while the chain is away", async () => {
  const asked = { address: YES_MAN.address, hash, signature: "0x1234" } as const;
  await expect(isSignedBy("http://127.0.0.1:9", asked)).rejects.toMatchObject({ code: "unavailable" });
  expect(await isSignedBy(null, asked)).toBe(false);
});
