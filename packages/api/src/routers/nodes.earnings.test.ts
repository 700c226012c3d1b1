import { jobIdOf } from "@worldland/core/id";
import { readClock } from "@worldland/db/clock";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { stopRental } from "@worldland/db/commands/stopRental";
import { undoBlocksTo } from "@worldland/db/commands/undoBlocksTo";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import type { RentalRow } from "@worldland/db/rows/rentalRow";
import { nodeSeen, opening, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const DAY_S = 86_400;
const CUSTOMER = wallet(0xc0);
const STRANGER = wallet(0xee);
const NOT_FOUND = expect.objectContaining({ code: "NOT_FOUND" });
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  // Noon: no day ends while a test looks at it.
  const now = (await readClock(api.db)).getTime() / 1000;
  await api.advance((DAY_S * 1.5 - (now % DAY_S)) % DAY_S);
  await api.deposit(CUSTOMER, 10n ** 18n);
});
afterAll(() => api.close());

let made = 0;
/** A provider of his own with so many nodes of 8 GPUs. */
async function newProvider(nodes = 1) {
  made += 1;
  const provider = wallet(0xa100 + made);
  await registerProvider(api.db, { address: provider, name: `Provider ${made}` });
  const offers: string[] = [];
  for (let index = 0; index < nodes; index++) {
    const name = `n-${made}-${index}`;
    offers.push((await api.addNode(nodeSeen({ name, uid: name, provider }))).offerId);
  }
  return { provider, offers, mine: api.as(provider).nodes };
}

/** A rental of `gpuCount` GPUs, opened on chain and reachable. */
async function started(offerId: string, gpuCount = 1): Promise<RentalRow> {
  const rental = await api.rent(CUSTOMER, { offerId, gpuCount });
  await api.chain.mine([opening(rental)]);
  await api.start(rental.id);
  return rental;
}

/** `seconds` more, all of them proven. */
async function probe(rentalIds: readonly bigint[], seconds: number): Promise<void> {
  await api.advance(seconds);
  const at = await readClock(api.db);
  const event = { type: "probed", probe: { at, good: true, podUid: "pod-1", restarts: 0 } } as const;
  for (const rentalId of rentalIds) await recordRentalEvent(api.db, { rentalId, who: "platform", event });
}

const shareOf = (rate: bigint, seconds: number) => {
  const charge = rate * BigInt(seconds);
  const fee = (charge * 500n) / 10_000n;
  return { charge, fee, share: charge - fee };
};
const settle = ({ id: rentalId, ratePerSecond }: RentalRow, usedSeconds: number, more = usedSeconds) => {
  const { charge, fee } = shareOf(ratePerSecond, more);
  return { name: "RentalSettled", args: { rentalId, usedSeconds, charge, fee } } as const;
};
const stop = (rental: RentalRow) => stopRental(api.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });

/** Day by day, node by node and rental by rental, settled and pending: everything is the ledger's, and adds up. */
async function expectOneLedger(provider: string): Promise<void> {
  const { nodes: mine, account } = api.as(provider);
  const charges = (await account.ledger({ kind: "charge", limit: 100 })).entries;
  const total = (all: readonly string[]) => all.reduce((sum, wei) => sum + BigInt(wei), 0n);
  const settledOf = (isMeant: (entry: (typeof charges)[number]) => boolean) =>
    total(charges.filter(isMeant).map(({ amount_wei }) => amount_wei));
  const said = await mine.earnings({ days: 4 });
  expect(BigInt(said.all_wei)).toBe(settledOf(() => true));
  for (const { day, earned_wei } of said.days) {
    expect(BigInt(earned_wei)).toBe(settledOf(({ at }) => at.startsWith(day)));
  }
  const { rentals } = await mine.rentals({});
  for (const { job_id, earned_wei } of rentals) {
    expect(BigInt(earned_wei)).toBe(settledOf((entry) => entry.job_id === job_id));
  }
  expect(total(rentals.map(({ pending_wei }) => pending_wei))).toBe(BigInt(said.pending_wei));
  const { nodes } = await mine.list({});
  expect(said.nodes).toEqual(nodes.map(({ node, earned_wei, pending_wei }) => ({ node, earned_wei, pending_wei })));
  for (const { node, earned_wei, pending_wei } of nodes) {
    const here = rentals.filter((rental) => rental.node === node);
    expect((await mine.rentals({ node })).rentals).toEqual(here);
    const earned = await mine.earnings({ days: 4, node });
    expect(earned.nodes).toEqual([{ node, earned_wei, pending_wei }]);
    expect(earned).toMatchObject({ all_wei: earned_wei, pending_wei, available_wei: said.available_wei });
    expect(total(here.map((rental) => rental.earned_wei))).toBe(BigInt(earned_wei));
    expect(total(here.map((rental) => rental.pending_wei))).toBe(BigInt(pending_wei));
    const ids = new Set(here.map(({ job_id }) => job_id));
    for (const { day, earned_wei: on } of earned.days) {
      expect(BigInt(on)).toBe(settledOf(({ at, job_id }) => at.startsWith(day) && ids.has(job_id ?? "")));
    }
  }
}

test("what a provider earned is his ledger account to the unit, by day and node, and follows a reorg back", async () => {
  const { provider, offers, mine } = await newProvider(2);
  const [first, second] = [await started(offers[0] ?? ""), await started(offers[1] ?? "", 3)];
  await probe([first.id, second.id], 300);
  await api.chain.mine([settle(first, 100)]);
  await api.advance(2 * DAY_S);
  const height = api.chain.number;
  await api.chain.mine([settle(first, 160, 60), settle(second, 7)]);
  const earned = [100, 60].map((seconds) => shareOf(RATE, seconds).share);
  const late = shareOf(RATE * 3n, 7).share;
  const all = [...earned, late].reduce((sum, share) => sum + share, 0n);
  const said = await mine.earnings({ days: 4 });
  expect((await accountOf(api.db, provider)).balance).toBe(all);
  expect(said).toMatchObject({ all_wei: `${all}`, week_wei: `${all}`, available_wei: `${all}` });
  const days = [0n, earned[0] ?? 0n, 0n, (earned[1] ?? 0n) + late];
  expect(said.days.map(({ earned_wei }) => BigInt(earned_wei))).toEqual(days);
  expect(said.today_wei).toBe(said.days[3]?.earned_wei);
  const { nodes } = await mine.list({});
  expect(nodes.map(({ earned_wei }) => BigInt(earned_wei))).toEqual([(earned[0] ?? 0n) + (earned[1] ?? 0n), late]);
  const hosted = (await mine.rentals({})).rentals.map(({ earned_wei }) => BigInt(earned_wei));
  expect(hosted.reduce((sum, share) => sum + share, 0n)).toBe(all);
  await expectOneLedger(provider);
  await undoBlocksTo(api.db, height);
  api.chain.forkAt(height);
  const left = await mine.earnings({ days: 4 });
  expect(left).toMatchObject({ all_wei: `${earned[0]}`, available_wei: `${earned[0]}`, today_wei: "0" });
  expect((await accountOf(api.db, provider)).balance).toBe(earned[0]);
});

test("seconds proven and not settled are pending, less the fee, until the vault says so", async () => {
  const { offers, mine } = await newProvider();
  const rental = await started(offers[0] ?? "", 2);
  await probe([rental.id], 400);
  await stop(rental);
  const { rentals } = await mine.rentals({});
  const seconds = rentals[0]?.metered_seconds ?? 0;
  expect(seconds).toBeGreaterThanOrEqual(400);
  expect(seconds).toBeLessThan(430);
  const pending_wei = `${shareOf(RATE * 2n, seconds).share}`;
  expect(await mine.earnings({})).toMatchObject({ all_wei: "0", pending_wei });
  expect(rentals[0]).toMatchObject({ earned_wei: "0", pending_wei });
  expect((await mine.list({})).nodes).toMatchObject([{ earned_wei: "0", pending_wei }]);
  const refund = rental.ratePerSecond * BigInt(3600 - seconds);
  await api.chain.mine([settle(rental, seconds), { name: "RentalClosed", args: { rentalId: rental.id, refund } }]);
  const all_wei = `${shareOf(RATE * 2n, seconds).share}`;
  expect(await mine.earnings({})).toMatchObject({ all_wei, pending_wei: "0", available_wei: all_wei });
});

test("GPUs in use add up to the GPU-seconds of the rentals, at any step, for all nodes and for one", async () => {
  const { offers, mine } = await newProvider(2);
  const runs: RentalRow[] = [];
  for (const [index, seconds] of [900, 4000, 61, 7000].entries()) {
    const rental = await api.rent(CUSTOMER, {
      offerId: offers[index % 2] ?? "",
      gpuCount: index + 1,
      durationHours: 2,
    });
    await api.start(rental.id);
    await api.advance(seconds);
    if (index < 3) await stop(rental);
    runs.push(rental);
  }
  await stop(runs[3] ?? expect.fail("four rentals"));
  const { rentals } = await mine.rentals({});
  const usedOf = (node?: string) => {
    const ran = rentals.filter((rental) => node === undefined || rental.node === node);
    return ran.reduce((sum, { started_at, ended_at, gpu_count }) => {
      if (started_at === null || ended_at === null) return sum;
      return sum + gpu_count * (Math.floor(Date.parse(ended_at) / 1000) - Math.floor(Date.parse(started_at) / 1000));
    }, 0);
  };
  for (const days of [1, 2, 7, 30]) {
    for (const node of [undefined, "n-3-0", "n-3-1"]) {
      const { step_seconds, points } = await mine.usage(node === undefined ? { days } : { days, node });
      expect(points.length * step_seconds).toBe(days * DAY_S);
      const sum = points.reduce((total, { used_gpus }) => total + used_gpus * step_seconds, 0);
      expect(sum).toBeCloseTo(usedOf(node), 3);
      for (const { used_gpus } of points) expect(used_gpus).toBeLessThanOrEqual(16);
      expect(points.at(-1)?.total_gpus).toBe(node === undefined ? 16 : 8);
    }
  }
  expect(usedOf()).toBeGreaterThanOrEqual(900 + 2 * 4000 + 3 * 61 + 4 * 7000);
  await expect(api.as(STRANGER).nodes.usage({ node: "n-3-0" })).rejects.toEqual(NOT_FOUND);
  await expect(mine.usage({ days: 31 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("rentals on a provider's nodes come in pages, without what is their customer's business", async () => {
  const { offers, mine } = await newProvider();
  const opened: string[] = [];
  for (let count = 0; count < 5; count++) {
    const click = { name: "canary-name", image: "canary-image", sealed: "canary-sealed" };
    opened.unshift(jobIdOf((await api.rent(CUSTOMER, { offerId: offers[0] ?? "" }, click)).id));
  }
  for (const limit of [1, 2, 4, 5, 6]) {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await mine.rentals(cursor === undefined ? { limit } : { limit, cursor });
      expect(JSON.stringify(page)).not.toContain("canary");
      ids.push(...page.rentals.map(({ job_id }) => job_id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(ids.toSorted()).toEqual(opened.toSorted());
  }
  expect((await api.as(STRANGER).nodes.rentals({})).rentals).toEqual([]);
  const { next_cursor } = await mine.rentals({ limit: 2 });
  const foreign = api.as(STRANGER).nodes.rentals({ cursor: next_cursor ?? "" });
  await expect(foreign).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a provider may stop what runs on his nodes and nothing else, and his reliability says that he did", async () => {
  const { offers, mine } = await newProvider();
  expect(await mine.earnings({})).toMatchObject({ reliability: null, reliability_reasons: [] });
  const [kept, broken] = [await started(offers[0] ?? ""), await started(offers[0] ?? "")];
  await stop(kept);
  expect(await mine.earnings({})).toMatchObject({ reliability: 1 });
  const id = jobIdOf(broken.id);
  await expect(api.as(STRANGER).nodes.stopRental({ id })).rejects.toEqual(NOT_FOUND);
  await expect(api.as(CUSTOMER).nodes.stopRental({ id })).rejects.toEqual(NOT_FOUND);
  for (const unknown of ["job_0000000000000", jobIdOf(broken.id + 1n), "nonsense", "'; drop table rentals"]) {
    await expect(mine.stopRental({ id: unknown })).rejects.toEqual(NOT_FOUND);
  }
  expect(await mine.stopRental({ id })).toMatchObject({ job_id: id });
  expect(await mine.stopRental({ id })).toMatchObject({ job_id: id });
  const stopped = (await mine.rentals({})).rentals.find(({ job_id }) => job_id === id);
  expect(stopped).toMatchObject({ end_reason: "stopped_by_provider", status: "stopping", customer: CUSTOMER });
  const { reliability, reliability_reasons } = await mine.earnings({});
  expect(reliability).toBe(0.5);
  expect(reliability_reasons).toEqual([
    expect.stringContaining("1 of 2 rentals"),
    expect.stringMatching(/^One was stopped by you, on /),
  ]);
});

test("an API key opens no console; with account:read it sees what was earned", async () => {
  const { provider, offers, mine } = await newProvider();
  const rental = await started(offers[0] ?? "");
  await api.chain.mine([settle(rental, 50)]);
  const key = api.as(provider, ["jobs:read", "jobs:write", "account:read"]).nodes;
  await expect(key.list({})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(key.usage({})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(key.stopRental({ id: jobIdOf(rental.id) })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await key.earnings({})).all_wei).toBe(`${shareOf(RATE, 50).share}`);
  expect(await key.rentals({})).toEqual(await mine.rentals({}));
  const other = api.as(provider, ["jobs:read", "jobs:write"]).nodes;
  await expect(other.earnings({})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(other.rentals({})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(api.anybody.nodes.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});
