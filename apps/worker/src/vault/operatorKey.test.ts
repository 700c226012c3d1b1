import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setOperatorCall } from "@worldland/contracts/calls";
import { readVaultLogs } from "@worldland/contracts/events";
import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { stopRental } from "@worldland/db/commands/stopRental";
import { operatorKeys } from "@worldland/db/schema/operatorKeys";
import pino from "pino";
import { parseEther, parseGwei } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ChainDeps } from "../deps.ts";
import { advanceVault } from "../processors/advanceVault.ts";
import { booksOf, intentsOf, rentalRow, transactions } from "../testing/books.ts";
import { HOLD, lower, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { lookAtKey } from "./operatorKey.ts";

let m: VaultMarket;
beforeAll(async () => {
  m = await startVaultMarket();
});
afterAll(() => m.close());
beforeEach(async () => {
  await m.chain.setBalance({ address: m.operator.address, value: parseEther("100") });
  await m.chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei("1") });
  await m.mine();
});

/** A worker whose log is kept, as `[level, words]`. */
function loggingWorker(more: Partial<ChainDeps["chain"]> = {}) {
  const said: [string, string][] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line);
    said.push([pino.levels.labels[level] ?? "", msg]);
  };
  const deps = m.worker({ log: pino({ level: "info" }, { write }), chain: { ...m.deps.chain, ...more } });
  return { deps, said: (level: string) => said.filter(([one]) => one === level).map(([, words]) => words) };
}

const stateOf = async (account: { address: string } = m.operator) =>
  (await m.db.select().from(operatorKeys)).find(({ operator }) => operator === lower(account.address));
const vaultStates = (rentals: readonly { id: bigint }[]) =>
  Promise.all(rentals.map(async ({ id }) => (await rentalRow(m, id)).vaultState));

async function rounds(times: number, ...workers: readonly ChainDeps[]): Promise<void> {
  for (let round = 0; round < times; round++) {
    await Promise.all(workers.map(advanceVault));
    await m.mine();
  }
}

/** One more operator of the vault, funded. */
async function secondOperator(): Promise<PrivateKeyAccount> {
  const account = privateKeyToAccount(generatePrivateKey());
  await m.send(m.owner, setOperatorCall(m.address, account.address, true));
  await m.chain.setBalance({ address: account.address, value: parseEther("100") });
  await m.mine(2);
  return account;
}

/** The operator's command, as it is run; answers what it says. */
async function handOver(from: string, to: string): Promise<string> {
  const script = fileURLToPath(new URL("../bin/handOver.ts", import.meta.url));
  const env = { PATH: process.env.PATH, DATABASE_URL: m.url };
  return (await promisify(execFile)(process.execPath, [script, from, to], { env })).stdout;
}

test("a key without gas signs nothing and loses nothing: one alarm, and all goes on when it is funded", async () => {
  const customer = await m.customer(HOLD * 3n);
  const { deps, said } = loggingWorker();
  const signed = (await transactions(m)).length;
  await m.chain.setBalance({ address: m.operator.address, value: parseGwei("1000") });
  const rentals = [await m.rent(customer), await m.rent(customer)];
  await rounds(3, deps);
  await lookAtKey(deps);
  expect((await transactions(m)).length).toBe(signed);
  for (const { id } of rentals) expect((await intentsOf(m, id)).map(({ state }) => state)).toEqual(["planned"]);
  expect(said("error")).toHaveLength(1);
  expect(await stateOf()).toMatchObject({ state: "dry", balance: parseGwei("1000") });
  await m.chain.setBalance({ address: m.operator.address, value: parseEther("0.01") });
  await rounds(2, deps);
  expect(await vaultStates(rentals)).toEqual(["open", "open"]);
  expect(await stateOf()).toMatchObject({ state: "low" });
  expect([said("error").length, said("warn").length]).toEqual([1, 1]);
});

test("a key drained while something is on its way: it is handed over again once there is gas", async () => {
  const customer = await m.customer(HOLD);
  const { deps } = loggingWorker();
  const rental = await m.rent(customer);
  await m.chain.setAutomine(false);
  await advanceVault(deps);
  const sent = (await transactions(m)).at(-1);
  await m.chain.dropTransaction({ hash: lower(sent?.hash ?? "") });
  await m.chain.setBalance({ address: m.operator.address, value: 0n });
  await rounds(7, deps);
  expect(await vaultStates([rental])).toEqual(["unopened"]);
  expect((await transactions(m)).at(-1)).toMatchObject({ id: sent?.id, state: "sent" });
  await m.chain.setBalance({ address: m.operator.address, value: parseEther("100") });
  await rounds(4, deps);
  await m.chain.setAutomine(true);
  expect(await vaultStates([rental])).toEqual(["open"]);
  expect((await transactions(m)).at(-1)?.nonce).toBe(sent?.nonce);
});

test("above the fee cap nothing is signed or replaced: one alarm, and all goes on when gas is cheaper", async () => {
  const customer = await m.customer(HOLD * 2n);
  const { deps, said } = loggingWorker({ feeCap: parseGwei("4") });
  await m.chain.setAutomine(false);
  const sent = await m.rent(customer);
  await advanceVault(deps);
  const first = (await transactions(m)).at(-1);
  await m.chain.dropTransaction({ hash: lower(first?.hash ?? "") });
  await m.chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei("10") });
  await m.mine();
  const planned = await m.rent(customer);
  await advanceVault(deps);
  await advanceVault(deps);
  expect(await stateOf()).toMatchObject({ state: "too_dear" });
  expect(said("error")).toHaveLength(1);
  expect((await intentsOf(m, planned.id)).map(({ state }) => state)).toEqual(["planned"]);
  expect((await transactions(m)).at(-1)).toMatchObject({ hash: first?.hash, earlierHashes: [] });
  for (let block = 0; block < 9; block++) {
    await m.chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei("1") });
    await rounds(1, deps);
  }
  await m.chain.setAutomine(true);
  expect(await vaultStates([sent, planned])).toEqual(["open", "open"]);
  const fees = (await transactions(m)).slice(-2).map(({ maxFeePerGas }) => maxFeePerGas);
  for (const fee of fees) expect(fee).toBeLessThanOrEqual(parseGwei("4"));
});

test("two keys, two workers, many rentals: each intent mined once, each rental by one key, all nonces in a row", async () => {
  const second = await secondOperator();
  const workers = [m.worker(), m.worker({ chain: { ...m.deps.chain, operator: second } })];
  const customer = await m.customer(HOLD * 14n);
  const rentals: { id: bigint }[] = [];
  const begun = { second: await m.client.getTransactionCount({ address: second.address }) };
  for (let wave = 0; wave < 3; wave++) {
    for (let i = 0; i < 4; i++) rentals.push(await m.rent(customer));
    // Whoever plans first takes what is new: now the one, now the other.
    await planVaultWork(m.db, { operator: lower((wave % 2 === 0 ? m.operator : second).address) });
    await rounds(1, ...(wave % 2 === 0 ? workers : workers.toReversed()));
  }
  await rounds(3, ...workers);
  expect(new Set(await vaultStates(rentals))).toEqual(new Set(["open"]));
  for (const { id } of rentals.slice(0, 9)) {
    await stopRental(m.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  }
  await rounds(4, ...workers);
  const intents = (await Promise.all(rentals.map(({ id }) => intentsOf(m, id)))).flat();
  expect(new Set(intents.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
  expect(intents).toHaveLength(12 + 9);
  for (const { id } of rentals) {
    expect(new Set((await intentsOf(m, id)).map(({ operator }) => operator)).size).toBe(1);
  }
  expect(new Set(intents.map(({ operator }) => operator)).size).toBe(2);
  const signed = (await transactions(m)).filter(({ operator }) => operator === lower(second.address));
  expect(signed.map(({ nonce }) => nonce)).toEqual(signed.map((_, index) => begun.second + index));
  const logs = await readVaultLogs(m.client, m.address, { fromBlock: 0n, toBlock: await m.client.getBlockNumber() });
  const closed = logs.flatMap((log) => (log.name === "RentalClosed" ? [log.args.rentalId] : []));
  expect(new Set(closed).size).toBe(9);
  expect(closed.length).toBe(9);

  // The second key's worker is gone: its other rentals are closed by the first, and what waits for it is signed once.
  const last = await m.rent(customer);
  await advanceVault(workers[1] ?? m.deps);
  const unsigned = await m.rent(customer);
  await planVaultWork(m.db, { operator: lower(second.address) });
  const said = await handOver(second.address, m.operator.address);
  expect(said).toContain("and 1 planned intent that it now signs");
  expect(said).toContain("1 transaction that the old key had signed");
  for (const { id } of [...rentals.slice(9), last]) {
    await stopRental(m.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  }
  await rounds(6, ...workers.slice(0, 1));
  for (const { id } of [...rentals, last]) expect((await rentalRow(m, id)).settledAt).not.toBeNull();
  expect(await intentsOf(m, unsigned.id)).toMatchObject([{ operator: lower(m.operator.address), state: "confirmed" }]);
  const books = await booksOf(
    m,
    [customer.address],
    rentals.map(({ id }) => id),
  );
  expect(books.ledger).toEqual(books.vault);
});
