import { startAnvil } from "@worldland/testing/anvil";
import { createClient, createTestClient, type Hex, http } from "viem";
import { expect, test } from "vitest";
import { contractWalletSigned } from "./contractWallet.ts";

const WALLET = "0x00000000000000000000000000000000000c0de1";
/** Bytecode that answers every call with these 32 bytes. */
const answering = (word: string): Hex => `0x7f${word.padEnd(64, "0")}60005260206000f3`;

test("a wallet contract has signed when it says so in so many words, and in no other case", async () => {
  const anvil = await startAnvil();
  const transport = http(anvil.rpcUrl, { retryCount: 0, timeout: 2000 });
  const control = createTestClient({ mode: "anvil", transport });
  const asked = { wallet: WALLET, hash: `0x${"11".repeat(32)}`, signature: "0x" } as const;
  const says = async (bytecode: Hex) => {
    await control.setCode({ address: WALLET, bytecode });
    return contractWalletSigned(createClient({ transport }), asked);
  };
  expect(await says(answering("1626ba7e"))).toBe(true);
  expect(await says(answering("ffffffff"))).toBe(false);
  expect(await says(`0x7f${"1626ba7e".padEnd(62, "0")}0160005260206000f3`)).toBe(false);
  expect(await says("0x631626ba7e60e01b60005260046000f3")).toBe(false); // four bytes only
  expect(await says("0x60006000fd")).toBe(false); // reverts
  expect(await says("0x5b600056")).toBe(false); // never ends
  expect(await says("0x")).toBe(false); // no contract
  await anvil.close();
  await expect(contractWalletSigned(createClient({ transport }), asked)).rejects.toThrow();
});
