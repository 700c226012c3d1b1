import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { JobView } from "@worldland/core/wire/rental";
import { rentalSecrets } from "@worldland/db/schema/rentalSecrets";
import type { RentRequest } from "@worldland/sdk/rentals/rent";
import { rounds } from "@worldland/testing/rounds";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClusterEyes, openEyes } from "../demo/clusterEyes.ts";
import { runOverSsh } from "../demo/ssh.ts";
import type { Stack } from "../stack/startStack.ts";
import { testStack } from "../stack/testStack.ts";
import { canConnect } from "./canConnect.ts";
import { enterAsTenant, type Tenant } from "./tenant.ts";
import { tracesOf, whereIs } from "./traces.ts";

// People who do to the whole product, over HTTP and SSH, what nobody should.

const START_MS = 120_000;
const LEAST = { gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20, duration_hours: 1 };

let stack: Stack;
let eyes: ClusterEyes;
let tenant: Tenant;
beforeAll(async () => {
  stack = await testStack({ programEnv: { worker: { LOG_LEVEL: "debug" }, signer: { LOG_LEVEL: "debug" } } });
  eyes = openEyes(stack.info.kubeconfig);
  tenant = await enterAsTenant(stack);
}, START_MS);
afterAll(async () => {
  eyes.close();
  await stack.close();
}, START_MS);

async function rentAndReach(request: Partial<RentRequest>): Promise<JobView> {
  const { client, account } = tenant;
  const { job_id } = await client.rentals.rent({ ...LEAST, ...request }, account);
  return client.rentals.wait(job_id, "running", { timeoutMs: 60_000 });
}

async function stopAndSettle({ job_id }: JobView): Promise<void> {
  await tenant.client.rentals.stop(job_id);
  await tenant.client.rentals.wait(job_id, "settled", { timeoutMs: 60_000 });
}

test("nonsense is refused over HTTP with its field, a sentence and what to do", async () => {
  const nonsense: [field: string, json: string][] = [
    ...["0", "-1", "9", "1.5", "1e999", "-1e999", "1e-999", '"1"', "null", "[]", "{}", "true"].map(
      (value): [string, string] => ["gpu_count", value],
    ),
    ...["0", "721", "744", "1e999", "0.5"].map((value): [string, string] => ["duration_hours", value]),
    ...["1", "65", "1e999", '"65"', '"-2"', '"2; rm"'].map((value): [string, string] => ["cpu_cores", value]),
    ...["7", "257", '"9999Gi"', '"$(id)"'].map((value): [string, string] => ["memory_gb", value]),
    ...["19", "501", "18446744073709551616"].map((value): [string, string] => ["storage_gb", value]),
    ...['"short"', `"${"x".repeat(73)}"`, '"pass\\nword"', '"\\u0000\\u0000\\u0000\\u0000"'].map(
      (value): [string, string] => ["ssh_password", value],
    ),
  ];
  const base = JSON.stringify({ ...LEAST, ssh_password: "long enough" }).slice(0, -1);
  for (const [field, value] of nonsense) {
    for (const path of ["/quotes", "/jobs"]) {
      // Of two members of one name the last one counts.
      const reply = await tenant.ask(path, `${base},"${field}":${value}}`);
      expect(reply, `${path} ${field} ${value}`).toMatchObject({
        status: 400,
        body: {
          code: "invalid_request",
          suggestion: expect.any(String),
          errors: expect.arrayContaining([expect.objectContaining({ path: field })]),
        },
      });
    }
  }
  console.log(`nonsense: ${nonsense.length} values, two ways each`);
});

/** What a shell would run if any ever saw it, where `mark` is a file. */
function shellBait(mark: string): string {
  return `'";touch ${mark};$(touch ${mark})\`touch ${mark}\``;
}

test("shell in a password, a name, a value, a key's comment or an image is a string; a script runs inside only", {
  timeout: 120_000,
}, async () => {
  const mark = (what: string) => `/tmp/wl${randomBytes(3).toString("hex")}${what}`;
  const [password, name, value, comment, image, script] = ["p", "n", "v", "c", "i", "s"].map(mark);
  const marks = [password, name, value, comment, image].map(String);
  const bait = {
    job_name: `'; rm -rf / ${shellBait(String(name))}`.replace("rm -rf /", "rm -rf /nowhere"),
    ssh_password: shellBait(String(password)),
    ssh_public_keys: [`${testSshKeys().public} ${shellBait(String(comment))}`],
    env: { BAIT: `${shellBait(String(value))}\n\\n%s $HOME` },
    on_start: `touch ${script}; printf %s "$BAIT" > /root/bait; exit 1`,
  };
  const asked = await tenant.ask("/quotes", JSON.stringify({ ...LEAST, image: shellBait(String(image)) }));
  expect(asked).toMatchObject({ status: 400, body: { code: "invalid_request" } });

  const job = await rentAndReach(bait);
  expect(job.job_name).toBe(bait.job_name);
  const look = ["cat /root/bait", 'printf %s "$BAIT"', `ls /tmp ${script}`];
  const [started = "", seen = "", files = ""] = await runOverSsh(job, { password: bait.ssh_password }, look);
  expect(started).toBe(bait.env.BAIT);
  expect(seen).toBe(bait.env.BAIT);
  expect(files).toContain(String(script));
  for (const made of marks) expect(files).not.toContain(made.slice("/tmp/".length));
  for (const made of [...marks, String(script)]) expect(existsSync(made), made).toBe(false);
  await stopAndSettle(job);
});

test("no secret is in any row, job, log, object, command or answer, while it is used and after", {
  timeout: 120_000,
}, async () => {
  const canary = (what: string) => `canary-${what}-${randomBytes(12).toString("hex")}`;
  const [password, value, script] = ["password", "value", "script"].map(canary).map(String);
  const made = await tenant.client.api.apiKeys.create.mutate({ name: "canary", scopes: ["jobs:read"] });
  // Shown once, here.
  const shown = tenant.answers.length;
  const secrets = {
    password: String(password),
    "a value of env": String(value),
    on_start: String(script),
    "the API key": made.key.slice(3),
    "the session's token": tenant.token.slice(4),
    "the operator's key": stack.keys.operatorPrivateKey.slice(2),
    "the delegate's key": stack.keys.delegatePrivateKey.slice(2),
    "the worker's key": stack.keys.workerPrivateKey,
    "the session secret": stack.keys.sessionSecret,
  };
  const request = {
    job_name: "with canaries",
    env: { CANARY: String(value) },
    on_start: `: ${script}; touch /root/ran`,
  };
  const job = await rentAndReach({ ...request, ssh_password: String(password) });
  const answer = await runOverSsh(job, { password: String(password) }, ["echo $CANARY; ls /root/ran"]);
  expect(answer).toEqual([`${value}\n/root/ran`]);
  const lookEverywhere = async () => {
    const traces = await tracesOf(stack);
    const answers = tenant.answers.slice(shown).map((text) => ({ place: "an answer", text }));
    const all = [...traces, ...answers];
    for (const [what, secret] of Object.entries(secrets)) expect([what, whereIs(secret, all)]).toEqual([what, []]);
    return all;
  };
  const during = await lookEverywhere();
  await stopAndSettle(job);
  await tenant.client.api.apiKeys.delete.mutate({ id: made.id });
  const after = await lookEverywhere();
  // What is no secret is found in every kind of place: nobody looked where nothing is.
  const places = [
    ...whereIs(job.rental_id, during),
    ...whereIs("with canaries", after),
    ...whereIs('"working"', after),
  ];
  const kinds = ["a row of public.rentals", "one of the cluster's configmaps", "the log worker.log", "an answer"];
  expect(places).toEqual(expect.arrayContaining(kinds));
  console.log(`canaries: ${Object.keys(secrets).length} secrets, ${during.length} and ${after.length} places`);
});

test("the web process holds no key of the operator, the delegate or the worker", () => {
  if (process.platform !== "linux") return;
  const environment = readFileSync(`/proc/${stack.programs.web.pid()}/environ`, "utf8");
  expect(environment).toContain(stack.keys.workerPublicKey);
  const { operatorPrivateKey, delegatePrivateKey, workerPrivateKey } = stack.keys;
  for (const key of [operatorPrivateKey, delegatePrivateKey, workerPrivateKey]) expect(environment).not.toContain(key);
});

const CYCLES = rounds(8, 10_000);
const AT_ONCE = 4;

test("after many rentals, stopped at once or in use, there is no pod, service, secret, port or hold left", {
  timeout: rounds(180_000, 24 * 3_600_000),
}, async () => {
  const { client, account } = tenant;
  const before = BigInt((await client.account()).available_wei);
  let charged = 0n;
  const cycle = async (inUse: boolean) => {
    const request = { ...LEAST, ssh_password: "a password" };
    const rented = await client.rentals.rent(request, account);
    const job = inUse ? await client.rentals.wait(rented.job_id, "running", { timeoutMs: 60_000 }) : rented;
    await stopAndSettle(job);
    const { charge_wei: charge } = await client.rentals.receipt(job.job_id);
    charged += BigInt(charge);
    expect(await canConnect(rented.ssh_host, rented.ssh_port), `${rented.ssh_port}`).toBe(false);
  };
  for (let done = 0; done < CYCLES; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => cycle((done + index) % 2 === 1)));
  }
  await until("an empty cluster", async () => (await eyes.objectsOfAll()).length === 0);
  expect(await stack.db.select().from(rentalSecrets)).toEqual([]);
  const { offers } = await client.offers.market({ limit: 100 });
  for (const offer of offers) expect([offer.node, offer.available_gpus]).toEqual([offer.node, offer.total_gpus]);
  const { available_wei: available, held_wei: held } = await client.account();
  expect([BigInt(available), held]).toEqual([before - charged, "0"]);
  console.log(`cycles: ${CYCLES} rentals, ${AT_ONCE} at once`);
});
