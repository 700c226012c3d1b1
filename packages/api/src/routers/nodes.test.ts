import { newSealKeys, open, seal } from "@worldland/core/sealed";
import { approveNode } from "@worldland/db/commands/approveNode";
import { observeNode } from "@worldland/db/commands/observeNode";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { storeJoinLine } from "@worldland/db/commands/storeJoinLine";
import { pendingJoins } from "@worldland/db/queries/worker/pendingJoins";
import { CLUSTER, nodeSeen, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const STRANGER = wallet(0xee);
const NOT_FOUND = expect.objectContaining({ code: "NOT_FOUND" });
const BAD_REQUEST = expect.objectContaining({ code: "BAD_REQUEST" });
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

let made = 0;
/** A provider of his own with one ready node of 8 GPUs. */
async function newProvider() {
  made += 1;
  const provider = wallet(0xa100 + made);
  await registerProvider(api.db, { address: provider, name: `Provider ${made}` });
  const seen = nodeSeen({ name: `n-${made}`, uid: `uid-${made}`, provider, gpuModel: `Model ${made}` });
  const { offerId, name } = await api.addNode(seen);
  return { provider, offerId, node: name, seen, mine: api.as(provider).nodes };
}

test("a wallet becomes a provider by a name, renames itself, and cannot make itself trusted", async () => {
  const mine = api.as(wallet(0xa001)).nodes;
  expect(await mine.profile({})).toEqual({ provider: null });
  await mine.register({ name: " First " });
  expect(await mine.register({ name: "Second" })).toMatchObject({ provider: { name: "Second", trusted: false } });
  expect((await mine.profile({})).provider).toMatchObject({ provider_id: wallet(0xa001), name: "Second" });
  for (const name of ["", "   ", "a\nb", "x".repeat(61)])
    await expect(mine.register({ name })).rejects.toEqual(BAD_REQUEST);
  // @ts-expect-error nobody sets what is the operator's to say
  await expect(mine.register({ name: "Third", trusted: true })).rejects.toEqual(BAD_REQUEST);
});

test("a provider sees his nodes with state and reason, and takes them out of the offers and back in", async () => {
  const { provider, node, seen, mine } = await newProvider();
  const only = async () => (await mine.list({})).nodes[0];
  expect(await only()).toMatchObject({ node, state: "idle", total_gpus: 8, available_gpus: 8, earned_wei: "0" });
  expect((await api.as(STRANGER).nodes.list({})).nodes).toEqual([]);
  const { nodes } = await mine.setMaintenance({ node, on: true });
  expect(nodes).toMatchObject([{ state: "maintenance", maintenance_since: expect.any(String) }]);
  expect((await mine.setMaintenance({ node, on: false })).nodes).toMatchObject([{ maintenance_since: null }]);
  await expect(api.as(STRANGER).nodes.setMaintenance({ node, on: true })).rejects.toEqual(NOT_FOUND);
  await expect(mine.setMaintenance({ node: "nowhere", on: true })).rejects.toEqual(NOT_FOUND);
  await observeNode(api.db, { ...seen, ready: false });
  expect(await only()).toMatchObject({ state: "not_ready", why: expect.stringContaining("not ready") });
  await observeNode(api.db, { ...seen, gpuCount: 7 });
  expect(await only()).toMatchObject({ state: "idle", available_gpus: 7, out_of_service_gpus: 1, total_gpus: 8 });
  await observeNode(api.db, seen);
  const customer = wallet(0xc001);
  await api.deposit(customer, RATE * 3600n);
  const rental = await api.rent(customer, { offerId: (await only())?.offers[0]?.offer_id ?? "" });
  expect(await only()).toMatchObject({ state: "idle", allocated_gpus: 1, why: expect.stringContaining("starting") });
  await api.start(rental.id);
  expect(await only()).toMatchObject({ state: "earning", why: null, allocated_gpus: 1, available_gpus: 7 });
  expect(rental.provider).toBe(provider);
});

test("an hourly price is stored as the nearest wei per second; another's offer is not found", async () => {
  const { offerId: offer_id, mine } = await newProvider();
  const price = { offer_id, price_per_gpu_hour: "0.42", price_per_core_hour: "0.000000000000001799" };
  const [node] = (await mine.setPrice(price)).nodes;
  expect(node?.offers[0]).toMatchObject({
    gpu_rate_wei: "116666666666667",
    cpu_rate_wei: "0",
    memory_rate_wei: "0",
    price_per_hour: 0.42,
  });
  const up = await mine.setPrice({ ...price, price_per_core_hour: "0.0000000000000018" });
  expect(up.nodes[0]?.offers[0]).toMatchObject({ cpu_rate_wei: "1" });
  await expect(api.as(STRANGER).nodes.setPrice(price)).rejects.toEqual(NOT_FOUND);
  for (const price_per_gpu_hour of [
    "0",
    "-1",
    "1e3",
    "0x1",
    "NaN",
    "1,5",
    "999999999999",
    "",
    "0.0000000000000000001",
  ]) {
    await expect(mine.setPrice({ offer_id, price_per_gpu_hour })).rejects.toEqual(BAD_REQUEST);
  }
});

test("a join line is read once, by the key that asked and nobody else, and the list is followed until it earns", async () => {
  const { provider, mine } = await newProvider();
  const keys = await newSealKeys();
  await expect(api.as(STRANGER).nodes.join({ public_key: keys.publicKey })).rejects.toEqual(NOT_FOUND);
  for (const public_key of ["", "AAAA", `MCowBQYDK2VuAyEA${"A".repeat(43)}=`]) {
    await expect(mine.join({ public_key })).rejects.toEqual(BAD_REQUEST);
  }
  const { node, state } = await mine.join({ public_key: keys.publicKey });
  expect(state).toBe("asked");
  expect(await mine.takeJoinLine({ node })).toMatchObject({ state: "asked", sealed_line: null });
  const join = (await pendingJoins(api.db, CLUSTER)).find(({ nodeName }) => nodeName === node);
  const line = await seal(join?.sealedTo ?? "", "join me", node);
  await storeJoinLine(api.db, { nodeName: node, tokenId: "abcdef", line });
  expect(await mine.joinStatus({ node })).toMatchObject({ state: "ready", sealed_line: null });
  const others = api.as(STRANGER).nodes;
  await expect(others.joinStatus({ node })).rejects.toEqual(NOT_FOUND);
  await expect(others.takeJoinLine({ node })).rejects.toEqual(NOT_FOUND);
  await expect(mine.joinStatus({ node: "none" })).rejects.toEqual(NOT_FOUND);
  const taken = await Promise.all([1, 2, 3].map(() => mine.takeJoinLine({ node })));
  const [first, ...again] = taken.flatMap(({ sealed_line }) => sealed_line ?? []);
  expect(again).toEqual([]);
  expect(await open(keys.privateKey, first ?? "", node)).toBe("join me");

  const seen = nodeSeen({ name: node, uid: `uid-${node}`, provider, gpuModel: "Joined" });
  await observeNode(api.db, seen);
  expect(await mine.joinStatus({ node })).toMatchObject({ state: "joined" });
  await approveNode(api.db, { clusterId: CLUSTER, name: node });
  expect(await mine.joinStatus({ node })).toMatchObject({ state: "approved" });
  const customer = wallet(0xc002);
  await api.deposit(customer, 10n ** 18n);
  const rental = await api.rent(customer, { gpuType: "Joined" });
  await api.start(rental.id);
  expect(await mine.joinStatus({ node })).toMatchObject({ state: "earning" });
  const late = await mine.join({ public_key: keys.publicKey });
  await api.advance(901);
  expect(await mine.joinStatus({ node: late.node })).toMatchObject({ state: "expired" });
});
