import { formatWl, weiPerHour } from "@worldland/core/money";
import { PROVIDER, RATE } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CUSTOMER, SECOND, THIRD, testMarketplace } from "./testMarketplace.ts";

let api: Awaited<ReturnType<typeof testMarketplace>>;
beforeAll(async () => {
  api = await testMarketplace();
});
afterAll(() => api.close());

test("providers come with the offers that match, the cheapest of them first", async () => {
  expect(await api.found({})).toEqual([
    [THIRD, ["c-t4"]],
    [PROVIDER, ["a-3090", "a-4090"]],
    [SECOND, ["b-4090", "b-a100"]],
  ]);
  for (const gpu of ["4090", "rtx 4090", "RTX4090", "rTx-4090", "NVIDIA GeForce RTX 4090"]) {
    expect(await api.found({ gpu })).toEqual([
      [SECOND, ["b-4090"]],
      [PROVIDER, ["a-4090"]],
    ]);
  }
  expect(await api.found({ gpu: "rtx" })).toEqual([
    [PROVIDER, ["a-3090", "a-4090"]],
    [SECOND, ["b-4090"]],
  ]);
  expect(await api.found({ gpu: "t4" })).toEqual([[THIRD, ["c-t4"]]]);
  for (const gpu of ["%", "_", "4090' or 1=1 --", "\\"])
    expect(await api.found({ gpu })).toEqual(gpu === "_" ? await api.found({}) : []);
});

test("each filter looks at the offer, and all of them must hold", async () => {
  expect(await api.found({ gpu_count: 5 })).toEqual([[SECOND, ["b-4090"]]]);
  expect(await api.found({ min_vram: 30_000 })).toEqual([[SECOND, ["b-a100"]]]);
  expect(await api.found({ min_ram: 65 * 1024, gpu: "t4" })).toEqual([]);
  expect(await api.found({ min_ram: 64 * 1024, gpu: "t4" })).toEqual([[THIRD, ["c-t4"]]]);
  expect((await api.found({ min_cpu: 33 })).map(([provider]) => provider)).not.toContain(THIRD);
  expect((await api.found({ min_disk: 401 })).map(([provider]) => provider)).not.toContain(THIRD);
  expect(await api.found({ region: "seoul" })).toEqual([[PROVIDER, ["a-3090", "a-4090"]]]);
  expect(await api.found({ region: "KR" })).toEqual([[PROVIDER, ["a-3090", "a-4090"]]]);
  expect(await api.found({ region: "Seoul", gpu: "a100" })).toEqual([]);
  const { filter } = await api.search({ gpu: "rtx", max_price: 5 });
  expect(filter).toEqual({ gpu: "rtx", max_price: 5, sort: "price" });
});

test("the highest price is inclusive, as prices are shown", async () => {
  const { providers } = await api.search({ gpu: "3090" });
  const shown = providers[0]?.offers[0];
  expect(shown?.rate_per_second_wei).toBe((RATE * 2n).toString());
  expect(shown?.price_per_hour).toBe(Number(formatWl(weiPerHour(RATE * 2n))));
  const price = shown?.price_per_hour ?? 0;
  expect(await api.found({ max_price: price })).toEqual([
    [THIRD, ["c-t4"]],
    [PROVIDER, ["a-3090"]],
  ]);
  expect(await api.found({ max_price: price * 0.999 })).toEqual([[THIRD, ["c-t4"]]]);
  expect(await api.found({ max_price: 0 })).toEqual([]);
});

test("sorting by availability and reliability follows the figures that are shown", async () => {
  const byAvailability = (await api.search({ sort: "availability" })).providers;
  expect(byAvailability.map(({ available_gpus }) => available_gpus)).toEqual([9, 6, 4]);
  const only4090 = (await api.search({ sort: "availability", gpu: "4090" })).providers;
  expect(only4090.map(({ available_gpus }) => available_gpus)).toEqual([8, 4]);
  const end = async (provider: string, by: "customer" | "provider") => {
    const rental = await api.rent(CUSTOMER, { provider });
    await api.end(rental.id, by, by === "customer" ? CUSTOMER : provider);
  };
  await end(SECOND, "customer");
  await end(PROVIDER, "customer");
  await end(PROVIDER, "provider");
  const byReliability = (await api.search({ sort: "reliability" })).providers;
  expect(byReliability.map(({ provider_id, reliability }) => [provider_id, reliability])).toEqual([
    [SECOND, 1],
    [PROVIDER, 0.5],
    [THIRD, null],
  ]);
  expect(await api.nodesIn({ sort: "reliability" })).toEqual(["b-4090", "b-a100", "a-3090", "a-4090", "c-t4"]);
  expect(await api.nodesIn({ min_reliability: 0.6 })).toEqual(["b-4090", "b-a100"]);
  expect(await api.nodesIn({ sort: "availability" })).toEqual(["b-4090", "c-t4", "a-4090", "a-3090", "b-a100"]);
});

test("pages by cursor are the whole list, each row once, in every order", async () => {
  for (const sort of ["price", "availability", "reliability"] as const) {
    for (const gpu of [undefined, "rtx"]) {
      const whole = (await api.search({ sort, gpu })).providers;
      const rows = await everyPage(async (cursor) => {
        const page = await api.search({ sort, gpu, limit: 1, cursor });
        return { rows: page.providers, next: page.next_cursor };
      });
      expect(rows).toEqual(whole);
      const all = (await api.market({ sort, gpu })).offers;
      const offers = await everyPage(async (cursor) => {
        const page = await api.market({ sort, gpu, limit: 2, cursor });
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
  const { next_cursor: cursor } = await api.search({ limit: 1 });
  if (cursor === null) throw new Error("one page of three is not the last");
  const refused = { cause: { code: "invalid_request" } };
  await expect(api.search({ limit: 1, cursor, sort: "availability" })).rejects.toMatchObject(refused);
  await expect(api.search({ limit: 1, cursor, gpu: "rtx" })).rejects.toMatchObject(refused);
  await expect(api.market({ limit: 1, cursor })).rejects.toMatchObject(refused);
  await expect(api.anybody.providers.list({ cursor })).rejects.toMatchObject(refused);
  await expect(api.search({ cursor: "bm9wZQ" })).rejects.toMatchObject(refused);
  expect((await api.search({ limit: 2, cursor })).count).toBe(2);
  const bad = { code: "BAD_REQUEST" };
  for (const limit of [0, -1, 101, 1.5, Number.NaN]) await expect(api.search({ limit })).rejects.toMatchObject(bad);
  for (const nonsense of [{ sort: "name" }, { status: "gone" }, { gpu_count: 0 }, { min_vram: -1 }, { who: "me" }]) {
    await expect(api.anybody.providers.search(JSON.parse(JSON.stringify(nonsense)))).rejects.toMatchObject(bad);
  }
});

test("why not: each filter tells how many offers it alone hides", async () => {
  expect(await api.market({ gpu: "4090" })).toMatchObject({ total: 2, hidden_by: { gpu: 3 } });
  const { offers, total, hidden_by } = await api.market({ gpu: "4090", region: "Seoul", gpu_count: 5 });
  expect([offers, total]).toEqual([[], 0]);
  expect(hidden_by).toEqual({ gpu: 0, region: 1, gpu_count: 1 });
  expect(await api.market({ max_price: 0 })).toMatchObject({ total: 0, hidden_by: { max_price: 5 } });
  expect((await api.market({})).hidden_by).toEqual({});
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
