import { createPublicClient, http, parseEther, zeroAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  depositCall,
  extendRentalCall,
  grantSessionKeyForCall,
  openRentalCall,
  reclaimCall,
  revokeSessionKeyCall,
  settleCall,
  stopRentalCall,
  type VaultCall,
  withdrawCall,
} from "./calls.ts";
import { DeployError, deployVault } from "./deploy.ts";
import { vaultRefusalOf } from "./errors.ts";
import { decodeVaultLogs, readVaultLogs } from "./events.ts";
import type { RentalOrder } from "./messages.ts";
import { startTestVault, type TestVault } from "./testVault.ts";
import { tryCall } from "./tryCall.ts";
import { extensionTypedData, rentalOrderTypedData, sessionGrantTypedData } from "./typedData.ts";
import { parseTypedDataJson, toTypedDataJson } from "./typedDataJson.ts";
import {
  readBalance,
  readGrantNonce,
  readHold,
  readIsOperator,
  readRental,
  readSessionKey,
  readSettings,
} from "./vault.ts";

const HOUR = 3_600;
const RATE = parseEther("0.001");

let t: TestVault;
beforeAll(async () => {
  t = await startTestVault();
});
afterAll(() => t.close());

test("a deployed vault is what was asked for, and says so in its own events", async () => {
  const { address, blockHash } = t.deployment;
  expect(await readSettings(t.client, address)).toEqual({
    ...t.parameters,
    pendingOwner: zeroAddress,
    openingPaused: false,
  });
  expect(await readIsOperator(t.client, address, t.operator.address)).toBe(true);
  const logs = await readVaultLogs(t.client, address, { blockHash });
  expect(logs.map(({ name, args }) => ({ name, args }))).toEqual([
    { name: "FeeSet", args: { feeBps: 500 } },
    { name: "FeeRecipientSet", args: { account: t.feeRecipient.address } },
  ]);
});

test("a deployment that cannot come out right is refused before gas is spent", async () => {
  const options = { walletClient: t.walletOf(t.customer), publicClient: t.client, ...t.parameters };
  const before = await t.client.getTransactionCount({ address: t.customer.address });
  const poor = t.walletOf(privateKeyToAccount(generatePrivateKey()));
  await expect(deployVault({ ...options, walletClient: poor })).rejects.toThrow("is needed");
  await expect(deployVault({ ...options, token: t.provider.address })).rejects.toBeInstanceOf(DeployError);
  expect(await t.client.getTransactionCount({ address: t.customer.address })).toBe(before);
});

test("a rental lives from deposit to withdrawal, and every unit is told in events", async () => {
  const vault = t.deployment.address;
  const rentalId = 2n ** 63n - 1n;
  await t.send(t.customer, depositCall(vault, { amount: RATE * 10_000n, native: true }));
  const { order, signature } = await signedOrder({ rentalId });
  const opening = await t.send(t.operator, openRentalCall(vault, order, signature));
  expect(await readHold(t.client, vault, rentalId)).toBe(RATE * 3_600n);

  const extension = { rentalId, maxSeconds: 2 * HOUR, deadline: order.deadline };
  const longer = await t.customer.signTypedData(extensionTypedData(t.domain, extension));
  await t.send(t.operator, extendRentalCall(vault, extension, longer));
  await t.pass(1_001);
  await t.send(t.provider, stopRentalCall(vault, rentalId));
  const usages = [{ rentalId, usedSeconds: 1_000, close: true }];
  const closing = await t.send(t.operator, settleCall(vault, usages));

  const [charge, fee] = [RATE * 1_000n, RATE * 50n];
  const range = { fromBlock: opening.blockNumber, toBlock: closing.blockNumber };
  const logs = (await readVaultLogs(t.client, vault, range)).map(({ name, args }) => ({ name, args }));
  const [customer, provider] = [t.customer.address, t.provider.address];
  expect(logs).toEqual([
    {
      name: "RentalOpened",
      args: { rentalId, customer, provider, signer: customer, ratePerSecond: RATE, maxSeconds: HOUR, feeBps: 500 },
    },
    { name: "RentalExtended", args: { rentalId, maxSeconds: 2 * HOUR } },
    { name: "RentalStopped", args: { rentalId, by: provider } },
    { name: "RentalSettled", args: { rentalId, usedSeconds: 1_000, charge, fee } },
    { name: "RentalClosed", args: { rentalId, refund: RATE * 6_200n } },
  ]);
  expect(await readBalance(t.client, vault, provider)).toBe(charge - fee);
  expect(await readBalance(t.client, vault, t.feeRecipient.address)).toBe(fee);
  expect(await readBalance(t.client, vault, customer)).toBe(RATE * 9_000n);
  expect(await readBalance(t.client, vault, customer, { blockNumber: opening.blockNumber })).toBe(RATE * 6_400n);
  expect(await readRental(t.client, vault, rentalId)).toMatchObject({ open: false, usedSeconds: 1_000, customer });

  await t.send(t.provider, withdrawCall(vault, { amount: charge - fee, to: provider }));
  await t.send(t.customer, withdrawCall(vault, { amount: RATE * 9_000n, to: customer }));
  expect(await t.client.getBalance({ address: vault })).toBe(fee);
});

test("a grant signed in the wallets' JSON form works, and its key signs orders until it is revoked", async () => {
  const vault = t.deployment.address;
  await t.send(t.customer, depositCall(vault, { amount: RATE * 10_000n, native: true }));
  const nonce = await readGrantNonce(t.client, vault, t.customer.address);
  const expiresAt = (await now()) + HOUR;
  const grant = {
    customer: t.customer.address,
    key: t.key.address,
    spendLimit: RATE * 3_600n,
    expiresAt,
    nonce,
  };
  const json = JSON.stringify(toTypedDataJson(sessionGrantTypedData(t.domain, grant)));
  const parsed = parseTypedDataJson(JSON.parse(json));
  if (parsed.primaryType !== "SessionGrant") throw new Error("the form changed the message's type");
  expect(parsed).toEqual(sessionGrantTypedData(t.domain, grant));
  const granted = await t.customer.signTypedData(parsed);
  await t.send(t.provider, grantSessionKeyForCall(vault, parsed.message, granted));

  const { order, signature } = await signedOrder({ rentalId: 2n }, t.key);
  await t.send(t.operator, openRentalCall(vault, order, signature));
  const pair = { customer: t.customer.address, key: t.key.address };
  const limit = RATE * 3_600n;
  expect(await readSessionKey(t.client, vault, pair)).toEqual({ spendLimit: limit, spent: limit, expiresAt });

  const second = await signedOrder({ rentalId: 3n }, t.key);
  expect(await refusal(openRentalCall(vault, second.order, second.signature))).toEqual({
    name: "SpendLimitExceeded",
    args: { left: 0n, needed: limit },
  });
  await t.send(t.customer, revokeSessionKeyCall(vault, t.key.address));
  expect(await refusal(openRentalCall(vault, second.order, second.signature))).toEqual({
    name: "InvalidSignature",
    args: {},
  });
});

test("a refusal is told by its data, whatever call it came from", async () => {
  const vault = t.deployment.address;
  const notOperator = { name: "NotOperator", args: { caller: t.customer.address } };
  const settle = settleCall(vault, []);
  const fromEstimate = await caught(t.client.estimateGas({ account: t.customer, ...settle }));
  expect(vaultRefusalOf(fromEstimate)).toEqual(notOperator);
  const fromCall = await caught(t.client.call({ account: t.customer, ...settle }));
  expect(vaultRefusalOf(fromCall)).toEqual(notOperator);
  const fromSend = await caught(t.walletOf(t.customer).sendTransaction(settle));
  expect(vaultRefusalOf(fromSend)).toEqual(notOperator);
  expect(await refusal(reclaimCall(vault, 99n))).toEqual({ name: "RentalNotOpen", args: { rentalId: 99n } });
});

test("a call can be tried before it is sent, at any block", async () => {
  const vault = t.deployment.address;
  const before = await t.client.getBlockNumber();
  const call = withdrawCall(vault, { amount: 5n, to: t.provider.address });
  const from = t.provider.address;
  const short = { name: "InsufficientBalance", args: { available: 0n, needed: 5n } };
  expect(await tryCall(t.client, { from, call })).toEqual(short);
  await t.send(t.customer, depositCall(vault, { amount: 5n, native: true, account: from }));
  expect(await tryCall(t.client, { from, call })).toBeNull();
  expect(await tryCall(t.client, { from, call, blockNumber: before })).toEqual(short);
});

test("trouble with the RPC, a revert without a word and a stranger's error are no refusals", async () => {
  const vault = t.deployment.address;
  const dead = createPublicClient({ transport: http("http://127.0.0.1:1", { retryCount: 0 }) });
  expect(vaultRefusalOf(await caught(readBalance(dead, vault, t.customer.address)))).toBeNull();
  const silent = await caught(t.client.call({ account: t.operator, to: vault, data: "0x12345678" }));
  expect(vaultRefusalOf(silent)).toBeNull();
  const from = t.customer.address;
  await expect(tryCall(dead, { from, call: settleCall(vault, []) })).rejects.toBeInstanceOf(Error);
  const poor = await caught(t.walletOf(t.key).sendTransaction({ to: vault, value: parseEther("99999") }));
  expect(vaultRefusalOf(poor)).toBeNull();
  expect(vaultRefusalOf(new Error("NotOperator"))).toBeNull();
});

test("logs of other contracts are passed over, even when they look the same", async () => {
  const twin = await deployVault({ walletClient: t.walletOf(t.owner), publicClient: t.client, ...t.parameters });
  const { blockNumber } = await t.send(t.customer, depositCall(twin.address, { amount: 5n, native: true }));
  const logs = await t.client.getLogs({ fromBlock: twin.blockNumber, toBlock: blockNumber });
  expect(decodeVaultLogs(t.deployment.address, logs)).toEqual([]);
  const names = decodeVaultLogs(twin.address, logs).map(({ name }) => name);
  expect(names).toEqual(["FeeSet", "FeeRecipientSet", "Deposited"]); // and nothing of OwnershipTransferred
});

async function signedOrder({ rentalId }: { rentalId: bigint }, signer = t.customer) {
  const order: RentalOrder = {
    rentalId,
    customer: t.customer.address,
    provider: t.provider.address,
    ratePerSecond: RATE,
    maxSeconds: HOUR,
    deadline: (await now()) + 600,
  };
  return { order, signature: await signer.signTypedData(rentalOrderTypedData(t.domain, order)) };
}

async function now(): Promise<number> {
  return Number((await t.client.getBlock()).timestamp);
}

function refusal(call: VaultCall) {
  return tryCall(t.client, { from: t.operator.address, call });
}

function caught(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => {
      throw new Error("it went through");
    },
    (error: unknown) => error,
  );
}
