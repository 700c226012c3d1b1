import { formatWl, weiPerHour } from "@worldland/core/money";
import type { MarketInput, SearchInput } from "@worldland/core/wire/provider";
import { foldMarketCounts } from "@worldland/db/commands/foldMarketCounts";
import { observeNode } from "@worldland/db/commands/observeNode";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { setMaintenance } from "@worldland/db/commands/setMaintenance";
import { setNodeLost } from "@worldland/db/commands/setNodeLost";
import { setPrice } from "@worldland/db/commands/setPrice";
import { stopRental } from "@worldland/db/commands/stopRental";
import { CLUSTER, nodeSeen, PROVIDER, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const SECOND = wallet(0xa2);
const THIRD = wallet(0xa3);
const FREE = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
const CUSTOMER = wallet(0xc1);

let api: TestApi;
/** Offer ids by node. */
const offer: Record<string, string> = {};

/** Three providers; who has what, at which multiple of RATE. */
const NODES = [
  { name: "a-4090", provider: PROVIDER, gpuModel: "RTX 4090", gpuCount: 4, times: 4n, region: "Seoul", country: "KR" },
  { name: "a-3090", provider: PROVIDER, gpuModel: "RTX 3090", gpuCount: 2, times: 2n, region: "Seoul", country: "KR" },
  {
    name: "b-4090",
    provider: SECOND,
    gpuModel: "RTX 4090",
    gpuCount: 8,
    times: 3n,
    region: "Frankfurt",
    country: "DE",
  },
  { name: "b-a100", provider: SECOND, gpuModel: "A100 80GB", gpuCount: 1, times: 9n, region: "Paris", country: "FR" },
  { name: "c-t4", provider: THIRD, gpuModel: "Tesla T4", gpuCount: 4, times: 1n, region: "Iowa", country: "US" },
] as const;

beforeAll(async () => {
  api = await testApi();
  for (const [address, name] of [
    [SECOND, "Second"],
    [THIRD, "Third"],
  ] as const) {
    await registerProvider(api.db, { address, name, trusted: true });
  }
  for (const { times, ...seen } of NODES) {
    const vramMb = seen.gpuModel === "A100 80GB" ? 81_920 : seen.gpuModel === "Tesla T4" ? 15_360 : 24_564;
    const small = seen.name === "c-t4" ? { cpuCores: 32, memoryGb: 64, storageGb: 400 } : {};
    const { offerId } = await api.addNode({ ...seen, vramMb, ...small });
    offer[seen.name] = offerId;
    await setPrice(api.db, { provider: seen.provider, offerId, gpuRate: RATE * times, ...FREE });
  }
  await api.deposit(CUSTOMER, RATE * 10n ** 9n);
});
afterAll(() => api.close());

const search = (input: Partial<SearchInput> = {}) => api.anybody.providers.search(input);
const market = (input: Partial<MarketInput> = {}) => api.anybody.offers.market(input);

/** Who was found, with the nodes of his offers. */
async function found(input: Partial<SearchInput>): Promise<[string, string[]][]> {
  const { providers } = await search(input);
  return providers.map(({ provider_id, offers }) => [provider_id, offers.map(({ node }) => node)]);
}
const nodesIn = async (input: Partial<MarketInput>) => (await market(input)).offers.map(({ node }) => node);

test("providers come with the offers that match, the cheapest of them first", async () => {
  expect(await found({})).toEqual([
    [THIRD, ["c-t4"]],
    [PROVIDER, ["a-3090", "a-4090"]],
    [SECOND, ["b-4090", "b-a100"]],
  ]);
  for (const gpu of ["4090", "rtx 4090", "RTX4090", "rTx-4090", "NVIDIA GeForce RTX 4090"]) {
    expect(await found({ gpu })).toEqual([
      [SECOND, ["b-4090"]],
      [PROVIDER, ["a-4090"]],
    ]);
  }
  expect(await found({ gpu: "rtx" })).toEqual([
    [PROVIDER, ["a-3090", "a-4090"]],
    [SECOND, ["b-4090"]],
  ]);
  expect(await found({ gpu: "t4" })).toEqual([[THIRD, ["c-t4"]]]);
  for (const gpu of ["%", "_", "4090' or 1=1 --", "\\"])
    expect(await found({ gpu })).toEqual(gpu === "_" ? await found({}) : []);
});

test("each filter looks at the offer, and all of them must hold", async () => {
  expect(await found({ gpu_count: 5 })).toEqual([[SECOND, ["b-4090"]]]);
  expect(await found({ min_vram: 30_000 })).toEqual([[SECOND, ["b-a100"]]]);
  expect(await found({ min_ram: 65 * 1024, gpu: "t4" })).toEqual([]);
  expect(await found({ min_ram: 64 * 1024, gpu: "t4" })).toEqual([[THIRD, ["c-t4"]]]);
  expect((await found({ min_cpu: 33 })).map(([provider]) => provider)).not.toContain(THIRD);
  expect((await found({ min_disk: 401 })).map(([provider]) => provider)).not.toContain(THIRD);
  expect(await found({ region: "seoul" })).toEqual([[PROVIDER, ["a-3090", "a-4090"]]]);
  expect(await found({ region: "KR" })).toEqual([[PROVIDER, ["a-3090", "a-4090"]]]);
  expect(await found({ region: "Seoul", gpu: "a100" })).toEqual([]);
  const { filter } = await search({ gpu: "rtx", max_price: 5 });
  expect(filter).toEqual({ gpu: "rtx", max_price: 5, sort: "price" });
});

test("the highest price is inclusive, as prices are shown", async () => {
  const { providers } = await search({ gpu: "3090" });
  const shown = providers[0]?.offers[0];
  expect(shown?.rate_per_second_wei).toBe((RATE * 2n).toString());
  expect(shown?.price_per_hour).toBe(Number(formatWl(weiPerHour(RATE * 2n))));
  const price = shown?.price_per_hour ?? 0;
  expect(await found({ max_price: price })).toEqual([
    [THIRD, ["c-t4"]],
    [PROVIDER, ["a-3090"]],
  ]);
  expect(await found({ max_price: price * 0.999 })).toEqual([[THIRD, ["c-t4"]]]);
  expect(await found({ max_price: 0 })).toEqual([]);
});

test("sorting by availability and reliability follows the figures that are shown", async () => {
  const byAvailability = (await search({ sort: "availability" })).providers;
  expect(byAvailability.map(({ available_gpus }) => available_gpus)).toEqual([9, 6, 4]);
  const only4090 = (await search({ sort: "availability", gpu: "4090" })).providers;
  expect(only4090.map(({ available_gpus }) => available_gpus)).toEqual([8, 4]);
  const end = async (provider: string, by: "customer" | "provider") => {
    const rental = await api.rent(CUSTOMER, { provider });
    await stopRental(api.db, { rentalId: rental.id, by, wallet: by === "customer" ? CUSTOMER : provider });
    await recordRentalEvent(api.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
  };
  await end(SECOND, "customer");
  await end(PROVIDER, "customer");
  await end(PROVIDER, "provider");
  const byReliability = (await search({ sort: "reliability" })).providers;
  expect(byReliability.map(({ provider_id, reliability }) => [provider_id, reliability])).toEqual([
    [SECOND, 1],
    [PROVIDER, 0.5],
    [THIRD, null],
  ]);
  expect(await nodesIn({ sort: "reliability" })).toEqual(["b-4090", "b-a100", "a-3090", "a-4090", "c-t4"]);
  expect(await nodesIn({ min_reliability: 0.6 })).toEqual(["b-4090", "b-a100"]);
  expect(await nodesIn({ sort: "availability" })).toEqual(["b-4090", "c-t4", "a-4090", "a-3090", "b-a100"]);
});

test("pages by cursor are the whole list, each row once, in every order", async () => {
  for (const sort of ["price", "availability", "reliability"] as const) {
    for (const gpu of [undefined, "rtx"]) {
      const whole = (await search({ sort, gpu })).providers;
      const rows = await everyPage(async (cursor) => {
        const page = await search({ sort, gpu, limit: 1, cursor });
        return { rows: page.providers, next: page.next_cursor };
      });
      expect(rows).toEqual(whole);
      const all = (await market({ sort, gpu })).offers;
      const offers = await everyPage(async (cursor) => {
        const page = await market({ sort, gpu, limit: 2, cursor });
        expect(page.total).toBe(all.length);
        return { rows: page.offers, next: page.next_cursor };
      });
      expect(offers).toEqual(all);
    }
  }
  const listed = await everyPage(async (cursor) => {
    const page = await api.anybody.providers.list({ limit: 1, cursor });
    expect(page.count).toBe(page.providers.length);
    return { rows: page.providers, next: page.next_cursor };
  });
  expect(listed.map(({ provider_id }) => provider_id)).toEqual([PROVIDER, SECOND, THIRD]);
});

test("a cursor of another list, other filters or another order is refused", async () => {
  const { next_cursor: cursor } = await search({ limit: 1 });
  if (cursor === null) throw new Error("one page of three is not the last");
  const refused = { cause: { code: "invalid_request" } };
  await expect(search({ limit: 1, cursor, sort: "availability" })).rejects.toMatchObject(refused);
  await expect(search({ limit: 1, cursor, gpu: "rtx" })).rejects.toMatchObject(refused);
  await expect(market({ limit: 1, cursor })).rejects.toMatchObject(refused);
  await expect(api.anybody.providers.list({ cursor })).rejects.toMatchObject(refused);
  await expect(search({ cursor: "bm9wZQ" })).rejects.toMatchObject(refused);
  expect((await search({ limit: 2, cursor })).count).toBe(2);
  const bad = { code: "BAD_REQUEST" };
  for (const limit of [0, -1, 101, 1.5, Number.NaN]) await expect(search({ limit })).rejects.toMatchObject(bad);
  for (const nonsense of [{ sort: "name" }, { status: "gone" }, { gpu_count: 0 }, { min_vram: -1 }, { who: "me" }]) {
    await expect(api.anybody.providers.search(JSON.parse(JSON.stringify(nonsense)))).rejects.toMatchObject(bad);
  }
});

test("why not: each filter tells how many offers it alone hides", async () => {
  expect(await market({ gpu: "4090" })).toMatchObject({ total: 2, hidden_by: { gpu: 3 } });
  const { offers, total, hidden_by } = await market({ gpu: "4090", region: "Seoul", gpu_count: 5 });
  expect([offers, total]).toEqual([[], 0]);
  expect(hidden_by).toEqual({ gpu: 0, region: 1, gpu_count: 1 });
  expect(await market({ max_price: 0 })).toMatchObject({ total: 0, hidden_by: { max_price: 5 } });
  expect((await market({})).hidden_by).toEqual({});
});

test("what cannot be rented now is shown as such, or left out when asked", async () => {
  await setMaintenance(api.db, { provider: PROVIDER, clusterId: CLUSTER, name: "a-3090", on: true });
  await setNodeLost(api.db, { clusterId: CLUSTER, name: "c-t4" });
  const { providers } = await search({ sort: "price" });
  const statuses = providers.map(({ provider_id, status }) => [provider_id, status]);
  expect(new Map(statuses.map(([id, status]) => [id, status]))).toEqual(
    new Map([
      [THIRD, "offline"],
      [PROVIDER, "online"],
      [SECOND, "online"],
    ]),
  );
  expect(await api.anybody.offers.get({ id: offer["a-3090"] ?? "" })).toMatchObject({
    status: "maintenance",
    can_create_job: false,
    available_gpus: 0,
    total_gpus: 2,
  });
  expect(await found({ gpu_count: 1 })).toEqual([
    [SECOND, ["b-4090", "b-a100"]],
    [PROVIDER, ["a-4090"]],
  ]);
  expect(await found({ status: "online" })).toEqual(await found({ gpu_count: 1 }));
  expect(await found({ status: "offline" })).toEqual([[THIRD, ["c-t4"]]]);
  expect(await found({ status: "maintenance" })).toEqual([]);
  expect(await nodesIn({ status: "maintenance" })).toEqual(["a-3090"]);
  expect(await nodesIn({ available: true })).toEqual(["b-4090", "a-4090", "b-a100"]);
  const rows = await api.anybody.providers.availability({ gpu_type: "T4" });
  expect(rows).toMatchObject({
    providers: [{ provider_id: THIRD, gpu_type: "Tesla T4", total_gpus: 4, available_gpus: 0, cluster_online: false }],
    total_gpus: 4,
    total_available: 0,
    count: 1,
  });
  await setMaintenance(api.db, { provider: PROVIDER, clusterId: CLUSTER, name: "a-3090", on: false });
  const all = await api.anybody.providers.availability({});
  expect(all.count).toBe(5);
  expect(all.total_gpus).toBe(19);
  expect(all.total_available).toBe(15);
});

test("counts per model are those of the offers after every change, folded or not", async () => {
  const expectTrue = async () => {
    const { offers } = await market({ limit: 100 });
    const { gpu_types } = await api.anybody.offers.gpuTypes({});
    const byType = new Map<string, { total: number; available: number; offers: number }>();
    expect((await market({ region: "KR", gpu: "rtx" })).total).toBe(2);
    for (const { gpu_type, total_gpus, available_gpus } of offers) {
      const sum = byType.get(gpu_type) ?? { total: 0, available: 0, offers: 0 };
      byType.set(gpu_type, {
        total: sum.total + total_gpus,
        available: sum.available + available_gpus,
        offers: sum.offers + 1,
      });
    }
    expect(
      new Map(
        gpu_types.map((type) => [
          type.gpu_type,
          { total: type.total_gpus, available: type.available_gpus, offers: type.offers },
        ]),
      ),
    ).toEqual(byType);
    return gpu_types;
  };
  await expectTrue();
  const rental = await api.rent(CUSTOMER, { gpuType: "a100" });
  const full = await expectTrue();
  expect(full.find(({ gpu_type }) => gpu_type === "A100 80GB")?.from_price_per_hour).toBeNull();
  await foldMarketCounts(api.db);
  await expectTrue();
  await stopRental(api.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  await recordRentalEvent(api.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
  await api.addNode({ name: "new-model", gpuModel: "B200", region: "Oslo", country: "NO" });
  const types = await expectTrue();
  expect(types.find(({ gpu_type }) => gpu_type === "A100 80GB")?.from_price_per_hour).toBe(
    Number(formatWl(weiPerHour(RATE * 9n))),
  );
  await foldMarketCounts(api.db);
  await foldMarketCounts(api.db);
  await expectTrue();
  expect((await api.anybody.offers.gpuTypes({})).regions).toContain("Oslo");
});

test("a node that nobody approved is shown to nobody, and unknown providers and offers are not found", async () => {
  const stranger = wallet(0xee);
  await observeNode(api.db, nodeSeen({ name: "unapproved", uid: "u", provider: stranger, gpuModel: "Fake 9000" }));
  expect(await nodesIn({ gpu: "fake" })).toEqual([]);
  expect((await api.anybody.providers.list({})).providers.map(({ provider_id }) => provider_id)).not.toContain(
    stranger,
  );
  expect((await api.anybody.offers.gpuTypes({})).gpu_types.map(({ gpu_type }) => gpu_type)).not.toContain("Fake 9000");
  const missing = { cause: { code: "not_found" } };
  for (const id of ["off_none", "'; drop table offers", "x"]) {
    await expect(api.anybody.offers.get({ id })).rejects.toMatchObject(missing);
    await expect(api.anybody.providers.get({ id })).rejects.toMatchObject(missing);
  }
  const mine = await api.anybody.providers.get({ id: PROVIDER.toUpperCase().replace("0X", "0x") });
  expect(mine).toMatchObject({ provider_id: PROVIDER, wallet_addr: PROVIDER, name: "Provider", total_gpus: 14 });
  expect(mine.offers.map(({ node }) => node)).toEqual(["new-model", "a-3090", "a-4090"]);
});

test("what a page must know of the network is there, and images only once they are pinned", async () => {
  const network = await api.anybody.network.get({});
  expect(network).toMatchObject({ chain_id: 31_337, fee_bps: 500, confirmations: 2, local: true, symbol: "WL" });
  expect(network.images.map(({ reference }) => reference)).toContain("pytorch/pytorch:latest");
  expect(network.head?.block).toBe(Number(api.chain.number));
});

async function everyPage<Row>(
  read: (cursor: string | undefined) => Promise<{ rows: readonly Row[]; next: string | null }>,
): Promise<Row[]> {
  const all: Row[] = [];
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await read(cursor);
    all.push(...rows);
    if (next === null) return all;
    cursor = next;
  }
}
