import { jobIdOf, newRentalId } from "@worldland/core/id";
import type { CreateRentalInput } from "@worldland/core/wire/rental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { opening, PROVIDER, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST, refusalOf, type TestApi, testApi } from "../testApi.ts";

const HOLD = RATE * 3600n;
const ALICE = wallet(0xc1);
const MALLORY = wallet(0xc2);

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode({ gpuCount: 64 });
  await api.deposit(ALICE, HOLD * 1000n);
});
afterAll(() => api.close());

const ended = (rentalId: bigint, event: Parameters<typeof recordRentalEvent>[1]["event"]) =>
  recordRentalEvent(api.db, { rentalId, who: "cluster", event });

/** Every procedure about one rental. */
const ABOUT_ONE = ["get", "detail", "stop", "receipt", "events", "extend"] as const;
const about = (address: string, procedure: (typeof ABOUT_ONE)[number], id: string) => {
  const { rentals } = api.as(address);
  return procedure === "extend" ? rentals.extend({ id, duration_hours: 2 }) : rentals[procedure]({ id });
};

test("another's rental, an unknown one and a malformed id are all not found, by every procedure", async () => {
  const rental = await api.rent(ALICE);
  await api.start(rental.id);
  const theirs = jobIdOf(rental.id);
  const ids = [
    jobIdOf(newRentalId(new Date(0)) + 1n),
    rental.id.toString(),
    theirs.slice(4),
    theirs.toUpperCase(),
    `${theirs}0`,
    `job_${"z".repeat(13)}`,
    "job_",
    "x",
    "../account",
    "'; drop table rentals; --",
    "\u0000",
  ];
  for (const procedure of ABOUT_ONE) {
    expect((await refusalOf(about(MALLORY, procedure, theirs))).code).toBe("not_found");
    expect((await refusalOf(about(PROVIDER, procedure, theirs))).code).toBe("not_found");
    for (const id of ids) expect((await refusalOf(about(ALICE, procedure, id))).code).toBe("not_found");
  }
  expect((await api.as(MALLORY).rentals.list({})).jobs).toEqual([]);
  expect((await api.as(ALICE).rentals.get({ id: theirs })).status).toBe("running");
});

test("strangers are asked to sign in, and an API key needs the scope of what it does", async () => {
  expect((await refusalOf(api.anybody.rentals.list({}))).code).toBe("unauthenticated");
  expect((await refusalOf(api.anybody.rentals.quote(REQUEST))).code).toBe("unauthenticated");
  const reader = api.as(ALICE, ["jobs:read"]).rentals;
  await reader.list({});
  const writer = api.as(ALICE, ["jobs:write"]).rentals;
  for (const call of [
    () => reader.quote(REQUEST),
    () => reader.stop({ id: "job_x" }),
    () => reader.extend({ id: "job_x", duration_hours: 2 }),
    () => writer.list({}),
    () => writer.receipt({ id: "job_x" }),
    () => writer.events({ id: "job_x" }),
  ]) {
    expect((await refusalOf(call())).code).toBe("missing_scope");
  }
});

test("nonsense is refused before anything is looked at", async () => {
  const { rentals } = api.as(ALICE);
  const nonsense: Partial<Record<keyof CreateRentalInput | "status", unknown>>[] = [
    ...[0, -1, 9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1"].map((gpu_count) => ({ gpu_count })),
    ...[1, 65, "65", "2x", "-2", "1e1", "", null].map((cpu_cores) => ({ cpu_cores })),
    ...[7, 257, "7Gi", "512Mi"].map((memory_gb) => ({ memory_gb })),
    ...[19, 501].map((storage_gb) => ({ storage_gb })),
    ...[0, 721, 24 * 31, 1.5, "1"].map((duration_hours) => ({ duration_hours })),
    ...["short", "x".repeat(73), "pass\nword", "\u0000password"].map((ssh_password) => ({ ssh_password })),
    ...["", "x".repeat(101), "a\u0007b"].map((job_name) => ({ job_name })),
    { ssh_public_keys: [], ssh_password: undefined },
    { ssh_public_keys: ['command="reboot" ssh-ed25519 AAAA'] },
    { ssh_public_keys: ["ssh-ed25519 AAAA\nssh-ed25519 BBBB"] },
    { env: { "A=B": "x" } },
    { env: { "1A": "x" } },
    { env: { A: "\u0000" } },
    { max_price_per_hour: 0 },
    { max_price_per_hour: -1 },
    { status: "running" },
    { signature: "0x00" },
  ];
  for (const input of nonsense) {
    const create = rentals.create(JSON.parse(JSON.stringify({ ...REQUEST, ...input })));
    await expect(create, JSON.stringify(input)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  await expect(rentals.list(JSON.parse('{"status":"gone"}'))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  for (const limit of [0, 101]) await expect(rentals.list({ limit })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("strings of old clients are numbers", async () => {
  const asked = { ...REQUEST, cpu_cores: "16", memory_gb: "16Gi", storage_gb: "100" };
  const refusal = await refusalOf(api.as(ALICE).rentals.create(asked));
  expect(refusal.code).toBe("order_required");
  expect((await api.as(ALICE).rentals.quote(asked)).max_seconds).toBe(3600);
});

test("the list is one's own, newest first, filtered by status, complete over its pages", async () => {
  const bob = wallet(0xb0b);
  await api.deposit(bob, HOLD * 20n);
  const { rentals } = api.as(bob);
  const made: string[] = [];
  for (let count = 0; count < 7; count++) {
    const row = await api.rent(bob, {}, { name: `number ${count}` });
    made.unshift(jobIdOf(row.id));
    if (count === 0) await ended(row.id, { type: "stop_requested", by: "customer" });
    if (count === 1) {
      await ended(row.id, { type: "workload_failed", reason: "image_pull" });
      await ended(row.id, { type: "workload_gone" });
    }
    if (count === 2) await api.start(row.id);
  }
  const pages: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await rentals.list({ limit: 3, cursor });
    expect(page.count).toBe(page.jobs.length);
    pages.push(...page.jobs.map(({ job_id }) => job_id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(pages).toEqual(made);
  const byStatus = async (status: "creating" | "running" | "stopping" | "failed" | "stopped" | "expired") =>
    (await rentals.list({ status })).jobs.map(({ job_name }) => job_name);
  expect(await byStatus("creating")).toEqual(["number 6", "number 5", "number 4", "number 3"]);
  expect(await byStatus("running")).toEqual(["number 2"]);
  expect(await byStatus("failed")).toEqual(["number 1"]);
  expect(await byStatus("stopping")).toEqual(["number 0"]);
  expect(await byStatus("stopped")).toEqual([]);
  const { next_cursor: cursor } = await rentals.list({ limit: 1 });
  const foreign = { limit: 1, cursor: cursor ?? "" };
  expect((await refusalOf(api.as(ALICE).rentals.list(foreign))).code).toBe("invalid_request");
  expect((await refusalOf(rentals.list({ ...foreign, status: "running" }))).code).toBe("invalid_request");
});

test("a rental tells what it waits for, ticks while it runs, and keeps how it ended", async () => {
  const { rentals } = api.as(ALICE);
  const row = await api.rent(ALICE, {}, { name: "life" });
  const id = jobIdOf(row.id);
  expect(await rentals.get({ id })).toMatchObject({
    status: "creating",
    status_reason: "Waiting for its turn to be set up.",
    ssh_command: `ssh root@127.0.0.1 -p ${row.sshPort}`,
    ssh_host_key: null,
    expires_at: null,
    hold_wei: HOLD.toString(),
    price_per_hour: 3.6e-10,
  });
  await api.start(row.id);
  await api.chain.mine([opening(row)]);
  await api.advance(7);
  const running = await rentals.detail({ id });
  expect(running.job).toMatchObject({ status: "running", status_reason: null });
  expect(running.job.metered_seconds).toBeGreaterThanOrEqual(6);
  expect(running.job.cost_so_far_wei).toBe((RATE * BigInt(running.job.metered_seconds)).toString());
  expect(running.refund_if_stopped_wei).toBe((HOLD - BigInt(running.job.cost_so_far_wei)).toString());
  expect(running).toMatchObject({ provider_name: "Provider", region: "Seoul", country: "KR", node: "node-1" });
  expect(running.timeline).toMatchObject({ ended_at: null, gone_at: null, settled_at: null });
  expect(running.timeline.opened_at).not.toBeNull();
  await api.advance(3);
  const later = await rentals.get({ id });
  expect(later.metered_seconds).toBeGreaterThan(running.job.metered_seconds);

  for (const _ of [1, 2, 3]) await ended(row.id, { type: "workload_failed", reason: "out_of_memory" });
  await ended(row.id, { type: "workload_gone" });
  const over = await rentals.get({ id });
  expect(over).toMatchObject({
    status: "failed",
    failure_reason: "out_of_memory",
    suggestion: { action: "increase_memory", recommended_memory: 16 },
    ssh_command: `ssh root@127.0.0.1 -p ${row.sshPort}`,
  });
  expect(over.failure_message).toBe(over.status_reason);
  const { events } = await rentals.events({ id });
  expect(events.map(({ kind }) => kind)).toEqual([
    ...["requested", "provisioning", "running", "opened", "restarted", "restarted", "ended", "gone"],
  ]);
  expect(events.at(-2)).toMatchObject({ reason: "out_of_memory", who: "cluster" });
});

test("stopping is idempotent and gives back what was never opened", async () => {
  const carol = wallet(0xca);
  await api.deposit(carol, HOLD);
  const row = await api.rent(carol);
  const { rentals } = api.as(carol);
  const id = jobIdOf(row.id);
  expect(await rentals.stop({ id })).toEqual({ message: "The rental is being stopped.", job_id: id });
  expect(await rentals.stop({ id })).toEqual({ message: "The rental has already ended.", job_id: id });
  expect(await rentals.get({ id })).toMatchObject({ status: "stopping", failure_reason: null, hold_wei: "0" });
  expect(await accountOf(api.db, carol)).toMatchObject({ available: HOLD, held: 0n });
  expect(await rentals.receipt({ id })).toMatchObject({
    settled: true,
    end_reason: "stopped_by_customer",
    paid_by: "nobody",
    charge_wei: "0",
    hold_wei: "0",
    transactions: [],
  });
});
