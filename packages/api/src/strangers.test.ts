import { jobIdOf } from "@worldland/core/id";
import { newSealKeys } from "@worldland/core/sealed";
import { createApiKeyOutput, SCOPES, sessionsOutput } from "@worldland/core/wire/auth";
import { joinView } from "@worldland/core/wire/console";
import { sshKeyView } from "@worldland/core/wire/sshKeys";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { CLUSTER } from "@worldland/db/testMarket";
import { everyRow } from "@worldland/testing/everyRow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { restRoutes } from "./rest/routes.ts";
import { appRouter } from "./router.ts";
import { REQUEST } from "./testApi.ts";
import { type Reply, type SignedIn, type TestHttp, testHttp } from "./testHttp.ts";

// Every way to name a thing of somebody's is found in the router itself: a procedure added tomorrow is tried too, and
// is red here until it is said what it names.

/** Fields of an input that name a thing. */
const NAMING = ["id", "node", "offer_id", "cluster"] as const;
/** What these name is everybody's to see or to rent. */
const PUBLIC: readonly string[] = ["offers.get", "providers.get", "rentals.quote", "rentals.create"];
/** In this order its owner does them at the end; all others come before, and do not change what these need. */
const LAST: readonly string[] = [
  "rentals.extend",
  "rentals.stop",
  "nodes.stopRental",
  "apiKeys.delete",
  "sshKeys.delete",
  "auth.revokeSession",
];

type Procedure = { readonly name: string; readonly type: string; readonly names: readonly string[] };

const definition = z.object({ type: z.string(), inputs: z.array(z.unknown()) });
const definitions = z.record(z.string(), z.custom<{ readonly _def: unknown }>());
const PROCEDURES: readonly Procedure[] = Object.entries(definitions.parse(appRouter._def.procedures))
  .map(([name, { _def }]) => {
    const { type, inputs } = definition.parse(_def);
    const [input] = inputs;
    const fields = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
    return { name, type, names: NAMING.filter((field) => fields.includes(field)) };
  })
  .filter(({ name, names }) => names.length > 0 && !PUBLIC.includes(name))
  .sort((a, b) => LAST.indexOf(a.name) - LAST.indexOf(b.name));

let http: TestHttp;
let owner: SignedIn;
/** What a procedure is called with to reach the owner's thing. */
let inputs: Record<string, Record<string, unknown>>;
beforeAll(async () => {
  http = await testHttp();
  owner = await http.signIn();
  inputs = await ownThings();
});
afterAll(() => http.close());

/** The owner has one of everything: he rents from himself, has a key and a session, and a node about to join. */
async function ownThings(): Promise<typeof inputs> {
  const { token, address } = owner;
  await registerProvider(http.db, { address, name: "Owner", trusted: true });
  const { offerId, name: node } = await http.addNode({ provider: address });
  await http.deposit(address, 10n ** 18n);
  const rental = await http.rent(address);
  await http.start(rental.id);
  const rent = { id: jobIdOf(rental.id) };
  const made = await http.ask("/api-keys", { token, body: { name: "mine", scopes: SCOPES } });
  const saved = await http.ask("/ssh-keys", { token, body: { public_key: REQUEST.ssh_public_keys[0] } });
  const { sessions } = sessionsOutput.parse((await http.ask("/auth/sessions", { token })).body);
  const { publicKey } = await newSealKeys();
  const join = await viaTrpc({ name: "nodes.join", type: "mutation" }, { public_key: publicKey }, token);
  const joining = { node: joinView.parse(dataOf(join)).node };
  return {
    "auth.revokeSession": { id: sessions[0]?.id },
    "apiKeys.delete": { id: createApiKeyOutput.parse(made.body).id },
    "sshKeys.delete": { id: sshKeyView.parse(saved.body).id },
    ...Object.fromEntries(
      ["get", "detail", "stop", "receipt", "events"].map((name) => [`rentals.${name}`, rent] as const),
    ),
    ...Object.fromEntries(["logs", "metrics", "restart"].map((name) => [`workloads.${name}`, rent] as const)),
    "rentals.quoteExtension": { ...rent, duration_hours: 2 },
    ...Object.fromEntries(["get", "letEnd"].map((name) => [`extensions.${name}`, rent] as const)),
    "extensions.keepRunning": { ...rent, hours: 1 },
    "rentals.extend": { ...rent, duration_hours: 2 },
    "nodes.stopRental": rent,
    "nodes.setMaintenance": { node, on: true },
    "nodes.setPrice": { offer_id: offerId, price_per_gpu_hour: "1" },
    "nodes.joinStatus": joining,
    "nodes.takeJoinLine": joining,
    "nodes.usage": { node },
    "nodes.earnings": { node },
    "nodes.rentals": { node },
    "operator.approveNode": { cluster: CLUSTER, node },
  };
}

function viaTrpc({ name, type }: Pick<Procedure, "name" | "type">, input: unknown, token?: string): Promise<Reply> {
  const by = token === undefined ? {} : { token };
  if (type === "mutation") return http.ask(`/api/trpc/${name}`, { body: input, ...by });
  return http.ask(`/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`, by);
}

function dataOf({ body }: Reply): unknown {
  return z.object({ result: z.object({ data: z.unknown() }) }).parse(body).result.data;
}

/** By its REST path; null where it has none. */
function viaRest({ name }: Procedure, input: Record<string, unknown>, token: string): Promise<Reply> | null {
  const route = restRoutes().find((one) => one.name === name);
  if (route === undefined) return null;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(String(input[param])));
  const rest = Object.entries(input).filter(([field]) => !route.params.includes(field));
  if (route.method === "POST") return http.ask(path, { method: "POST", token, body: Object.fromEntries(rest) });
  const query = new URLSearchParams(rest.map(([field, value]) => [field, `${value}`] as [string, string]));
  return http.ask(query.size === 0 ? path : `${path}?${query}`, { method: route.method, token });
}

function codeOf({ status, body }: Reply): string {
  const problem = z.object({ code: z.string() });
  const overTrpc = z.object({ error: z.object({ data: z.object({ refusal: problem }) }) });
  const found = z.union([problem, overTrpc.transform(({ error }) => error.data.refusal)]).parse(body);
  return `${status} ${found.code}`;
}

/** All there is; but when a session was last used is written down now and then. */
async function rows() {
  return (await everyRow(http.url)).filter(({ table }) => table !== "public.sessions");
}

test("another's rental, key, session, node, offer or join is a 404 by every path and procedure that names one", async () => {
  const mallory = await http.signIn();
  await registerProvider(http.db, { address: mallory.address, name: "Mallory" });
  const before = await rows();
  let asked = 0;
  for (const procedure of PROCEDURES) {
    const input = inputs[procedure.name] ?? {};
    for (const reply of [
      await viaTrpc(procedure, input, mallory.token),
      await viaRest(procedure, input, mallory.token),
    ]) {
      if (reply === null) continue;
      asked += 1;
      expect(`${procedure.name} ${codeOf(reply)}`).toBe(`${procedure.name} 404 not_found`);
    }
  }
  console.log(`strangers: ${asked} ways tried, of ${PROCEDURES.length} procedures`);
  expect(await rows()).toEqual(before);
});

test("with a stranger's API key of every scope it is the same, or not a key's business", async () => {
  const mallory = await http.signIn();
  const made = await http.ask("/api-keys", { token: mallory.token, body: { name: "m", scopes: SCOPES } });
  expect(made).toMatchObject({ status: 201 });
  const { key } = createApiKeyOutput.parse(made.body);
  for (const procedure of PROCEDURES) {
    const code = codeOf(await viaTrpc(procedure, inputs[procedure.name] ?? {}, key));
    expect(["404 not_found", "403 missing_scope"], `${procedure.name} ${code}`).toContain(code);
  }
});

test("to nobody they are behind the sign-in, and to their owner they are there", async () => {
  for (const procedure of PROCEDURES) {
    const reply = await viaTrpc(procedure, inputs[procedure.name] ?? {});
    expect(`${procedure.name} ${codeOf(reply)}`).toBe(`${procedure.name} 401 unauthenticated`);
  }
  // Only operators have this one, and the owner is none.
  for (const procedure of PROCEDURES.filter(({ name }) => !name.startsWith("operator."))) {
    const { status } = await viaTrpc(procedure, inputs[procedure.name] ?? {}, owner.token);
    expect([procedure.name, status]).not.toEqual([procedure.name, 404]);
  }
});
