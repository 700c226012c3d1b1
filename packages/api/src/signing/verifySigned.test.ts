import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import { createTestClient, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderTypedData } from "../renting/vaultMessages.ts";
import { refusalOf, type TestApi, testApi } from "../testApi.ts";
import { verifySigned } from "./verifySigned.ts";

/** A wallet contract that says yes to whatever it is asked. */
const YES_MAN = {
  address: "0x00000000000000000000000000000000000a1271",
  code: "0x631626ba7e60e01b60005260206000f3",
} as const;

let anvil: Anvil;
let api: TestApi;
beforeAll(async () => {
  anvil = await startAnvil();
  const control = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  await control.setCode({ address: YES_MAN.address, bytecode: YES_MAN.code });
  api = await testApi();
});
afterAll(async () => {
  await Promise.all([anvil.close(), api.close()]);
});

const provider = `0x${"a1".repeat(20)}`;
const orderOf = (customer: string) =>
  orderTypedData(api.config, { rentalId: 7n, customer, provider, ratePerSecond: 1n, maxSeconds: 3600, deadline: 1 });
const verify = (customer: string, signature: string, rpcUrl: string | null) =>
  verifySigned({ db: api.db, config: { ...api.config, rpcUrl } }, customer, orderOf(customer), signature);

test("a wallet contract signs with bytes of any length, which are passed on unchanged", async () => {
  for (const signature of ["0x", "0x1234", `0x${"ff".repeat(65)}`, `0x${"12".repeat(300)}`]) {
    expect(await verify(YES_MAN.address, signature, anvil.rpcUrl)).toEqual({ signature, sessionKey: null });
    expect((await refusalOf(verify(YES_MAN.address, signature, null))).code).toBe("invalid_signature");
  }
  const nobody = privateKeyToAccount(generatePrivateKey()).address.toLowerCase();
  expect((await refusalOf(verify(nobody, "0x1234", anvil.rpcUrl))).code).toBe("invalid_signature");
});

test("a wallet with a key needs no chain; what only the chain could tell waits for it", async () => {
  const away = "http://127.0.0.1:9";
  const account = privateKeyToAccount(generatePrivateKey());
  const customer = account.address.toLowerCase();
  const signature = await account.signTypedData(orderOf(customer));
  expect(await verify(customer, signature, away)).toEqual({ signature, sessionKey: null });
  expect((await refusalOf(verify(YES_MAN.address, "0x1234", away))).code).toBe("unavailable");
});
