import { formatWl, weiPerHour } from "@worldland/core/money";
import { foldMarketCounts } from "@worldland/db/commands/foldMarketCounts";
import { observeNode } from "@worldland/db/commands/observeNode";
import { setMaintenance } from "@worldland/db/commands/setMaintenance";
import { setNodeLost } from "@worldland/db/commands/setNodeLost";
import { CLUSTER, nodeSeen, PROVIDER, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CUSTOMER, SECOND, THIRD, testMarketplace } from "./testMarketplace.ts";

let api: Awaited<ReturnType<typeof testMarketplace>>;
beforeAll(async () => {
  api = await testMarketplace();
});
afterAll(() => api.close());

test("what cannot be rented now is shown as such, or left out when asked", async () => {
  await setMaintenance(api.db, { provider: PROVIDER, clusterId: CLUSTER, name: "a-3090", on: true });
  await setNodeLost(api.db, { clusterId: CLUSTER, name: "c-t4" });
  const { providers } = await api.search({ sort: "price" });
  const statuses = providers.map(({ provider_id, status }) => [provider_id, status]);
  expect(new Map(statuses.map(([id, status]) => [id, status]))).toEqual(
    new Map([
      [THIRD, "offline"],
      [PROVIDER, "online"],
      [SECOND, "online"],
    ]),
  );
  expect(await api.anybody.offers.get({ id: api.offerOf("a-3090") })).toMatchObject({
    status: "maintenance",
    can_create_job: false,
    available_gpus: 0,
    total_gpus: 2,
  });
  expect(await api.found({ gpu_count: 1 })).toEqual([
    [SECOND, ["b-4090", "b-a100"]],
    [PROVIDER, ["a-4090"]],
  ]);
  expect(await api.found({ status: "online" })).toEqual(await api.found({ gpu_count: 1 }));
  expect(await api.found({ status: "offline" })).toEqual([[THIRD, ["c-t4"]]]);
  expect(await api.found({ status: "maintenance" })).toEqual([]);
  expect(await api.nodesIn({ status: "maintenance" })).toEqual(["a-3090"]);
  expect(await api.nodesIn({ available: true })).toEqual(["b-4090", "a-4090", "b-a100"]);
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
    const { offers } = await api.market({ limit: 100 });
    const { gpu_types } = await api.anybody.offers.gpuTypes({});
    const byType = new Map<string, { total: number; available: number; offers: number }>();
    expect((await api.market({ region: "KR", gpu: "rtx" })).total).toBe(2);
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
  await api.end(rental.id, "customer", CUSTOMER);
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
  expect(await api.nodesIn({ gpu: "fake" })).toEqual([]);
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
