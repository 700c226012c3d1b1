import { observeNode } from "@worldland/db/commands/observeNode";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { CLUSTER, nodeSeen, wallet } from "@worldland/db/testMarket";
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

test("to anybody else there is no such thing, and an operator's API key is not the operator", async () => {
  const node = { cluster: CLUSTER, node: "new" };
  for (const caller of [api.as(PROVIDER), api.as(wallet(0xee))]) {
    await expect(caller.operator.pendingNodes({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(caller.operator.approveNode(node)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await expect(api.anybody.operator.pendingNodes({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  const key = api.as(ADMIN, ["account:read", "jobs:read", "jobs:write"]);
  await expect(key.operator.approveNode(node)).rejects.toMatchObject({ code: "FORBIDDEN" });
});
