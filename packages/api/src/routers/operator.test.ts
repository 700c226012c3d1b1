import { jobIdOf } from "@worldland/core/id";
import { heartbeat } from "@worldland/db/commands/heartbeat";
import { observeNode } from "@worldland/db/commands/observeNode";
import { recordCorrections } from "@worldland/db/commands/recordCorrections";
import { recordLedgerAudit } from "@worldland/db/commands/recordLedgerAudit";
import { recordOperatorKey } from "@worldland/db/commands/recordOperatorKey";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { CLUSTER, FEE_RECIPIENT, nodeSeen, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const ADMIN = wallet(0xad);
const PROVIDER = wallet(0xa7);
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await registerProvider(api.db, { address: PROVIDER, name: "Newcomer" });
});
afterAll(() => api.close());

test("an operator sees the nodes that wait and lets one in; then it is rented out", async () => {
  const { operator } = api.as(ADMIN);
  await observeNode(api.db, nodeSeen({ name: "new", uid: "new", provider: PROVIDER }));
  const waiting = { node: "new", cluster: CLUSTER, provider_id: PROVIDER, provider_name: "Newcomer", gpu_count: 8 };
  expect((await operator.pendingNodes({})).nodes).toMatchObject([waiting]);
  expect((await api.as(PROVIDER).nodes.list({})).nodes).toMatchObject([{ state: "waiting_for_approval" }]);
  expect(await operator.approveNode({ cluster: CLUSTER, node: "new" })).toEqual({ nodes: [] });
  expect(await operator.approveNode({ cluster: CLUSTER, node: "new" })).toEqual({ nodes: [] });
  expect((await api.as(PROVIDER).nodes.list({})).nodes).toMatchObject([{ state: "idle" }]);
  const unknown = operator.approveNode({ cluster: CLUSTER, node: "none" });
  await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("an operator sees the monitor's runs and every difference with account, amount and entries, and what the vault is set to", async () => {
  const { operator } = api.as(ADMIN);
  await api.chain.mine([{ name: "OperatorSet", args: { account: PROVIDER, allowed: true } }]);
  const block = Number(api.chain.number);
  expect(await operator.ledgerAudit({})).toMatchObject({
    ...{ runs: [], differences: [], round_at: null },
    vault: { fee_bps: 500, fee_recipient: FEE_RECIPIENT, opening_paused: false, operators: [PROVIDER], block },
  });
  const audit = { blockNumber: api.chain.number, blockHash: "0xany", accounts: 3, reached: null };
  const entry = { kind: "deposit", amount: "5", block: "7", transactionHash: "0xplanted", fault: "no_event" } as const;
  const hold = { account: "hold:7", ledger: 1n, vault: 3n, unexplained: 0n, entries: [{ ...entry, posting: "12" }] };
  await recordLedgerAudit(api.db, { ...audit, differences: [hold] });
  await recordLedgerAudit(api.db, { ...audit, differences: [] });
  const { runs, differences, round_at } = await operator.ledgerAudit({});
  expect(runs).toMatchObject([
    { block, accounts: 3, differences: 0 },
    { block, accounts: 3, differences: 1 },
  ]);
  expect(round_at).toBe(runs[0]?.at);
  const amounts = { ledger_wei: "1", vault_wei: "3", difference_wei: "-2", unexplained_wei: "0" };
  expect(differences).toEqual([
    {
      ...{ account: "hold:7", job_id: jobIdOf(7n), ...amounts, open: false, block },
      ...{ first_at: runs[1]?.at, last_at: runs[1]?.at },
      entries: [{ id: "12", kind: "deposit", amount_wei: "5", block: 7, hash: "0xplanted", fault: "no_event" }],
    },
  ]);
});

test("an operator sees what the keys have for gas, and about how many openings that pays", async () => {
  const { operator } = api.as(ADMIN);
  const key = wallet(0x0b);
  expect((await operator.keys({})).keys).toEqual([]);
  await recordOperatorKey(api.db, { operator: key, balance: 1_050n, openingCost: 100n, state: "low" });
  const shown = { address: key, balance_wei: "1050", openings: 10, state: "low" };
  expect((await operator.keys({})).keys).toMatchObject([shown]);
  await expect(api.as(PROVIDER).operator.keys({})).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("an operator sees what sweeps set right, how often, and when the last one came through", async () => {
  const { operator } = api.as(ADMIN);
  expect(await operator.corrections({})).toEqual({ total: 0, swept_at: null, newest: [] });
  const stray = { rentalId: 7n, kind: "stray", parts: ["pod", "service"] } as const;
  await recordCorrections(api.db, CLUSTER, [stray]);
  await recordCorrections(api.db, CLUSTER, [{ rentalId: 8n, kind: "missing", parts: ["pod"] }]);
  await recordCorrections(api.db, CLUSTER, [{ ...stray, parts: ["service"] }]);
  await heartbeat(api.db, "sweep");
  const { total, swept_at, newest } = await operator.corrections({});
  expect(total).toBe(3);
  expect(swept_at).not.toBeNull();
  expect(newest).toMatchObject([
    { cluster: CLUSTER, job_id: jobIdOf(7n), kind: "stray", parts: ["service"], times: 2 },
    { cluster: CLUSTER, job_id: jobIdOf(8n), kind: "missing", parts: ["pod"], times: 1 },
  ]);
  await expect(api.as(PROVIDER).operator.corrections({})).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("to anybody else there is no such thing, and an operator's API key is not the operator", async () => {
  const node = { cluster: CLUSTER, node: "new" };
  for (const caller of [api.as(PROVIDER), api.as(wallet(0xee))]) {
    await expect(caller.operator.pendingNodes({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(caller.operator.approveNode(node)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(caller.operator.ledgerAudit({})).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await expect(api.anybody.operator.pendingNodes({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  const key = api.as(ADMIN, ["account:read", "jobs:read", "jobs:write"]);
  await expect(key.operator.approveNode(node)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(key.operator.ledgerAudit({})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
