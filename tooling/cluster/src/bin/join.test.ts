import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { V1CertificateSigningRequest, V1Node } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ControlPlane, startControlPlane } from "../controlPlane.ts";
import { type Api, connectApi } from "../kubelet/api.ts";
import { until } from "../test/until.ts";

// Whole processes are started here, and on a busy machine each takes its time.
vi.setConfig({ testTimeout: 120_000 });

const TOKEN = "abcdef.0123456789abcdef";
const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const folder = mkdtempSync(join(tmpdir(), "worldland-join-"));
let plane: ControlPlane;
let admin: Api;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = connectApi(await plane.kubeconfig());
});

afterAll(async () => {
  admin?.close();
  await plane?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the join command", () => {
  it("joins by a token on standard input, stops on Ctrl-C, and comes back without a token", async () => {
    await makeToken();
    const first = launch(lineFor("node-one"));
    first.stdin.end(`${TOKEN}\n`);
    await approveNext();
    await untilSaid(first, "node-one is part of the network");
    expect(await isReady("node-one")).toBe(true);
    expect(readFileSync(`/proc/${first.pid}/cmdline`, "utf8")).not.toContain(TOKEN);
    const node = await admin.call<V1Node>({ method: "GET", path: "/api/v1/nodes/node-one" });
    expect(node.metadata?.labels).toMatchObject({ "nvidia.com/gpu.product": "RTX-3090", "nvidia.com/gpu.count": "1" });
    expect(await ended(first, "SIGINT")).toBe(0);

    await admin.call({ method: "DELETE", path: "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef" });
    await admin.call({ method: "DELETE", path: "/api/v1/nodes/node-one" });
    const second = launch(lineFor("node-one"));
    second.stdin.end();
    await untilSaid(second, "node-one is part of the network");
    expect(await isReady("node-one")).toBe(true);
    expect(await ended(second, "SIGTERM")).toBe(0);
  });

  it.each([
    ["a cluster that is another's", { hash: `sha256:${"0".repeat(64)}` }, TOKEN, "is not the cluster"],
    ["a token that is none", {}, "secret", "The token must look like"],
    ["no token", {}, "", "The token must look like"],
    ["a token that nobody made", {}, "zzzzzz.0123456789abcdef", "not good any more"],
    ["a number that is none", { more: ["--gpus", "many"] }, TOKEN, "--gpus takes a whole number"],
    ["a flag that nobody knows", { more: ["--token", TOKEN] }, TOKEN, "Usage:"],
  ])("says in a sentence what is wrong: %s", async (_what, change, token, sentence) => {
    const child = launch(lineFor("node-two", change));
    child.stdin.end(`${token}\n`);
    const [said] = await Promise.all([child.stderr.toArray(), once(child, "exit")]);
    expect(said.join("")).toContain(sentence);
    expect(said.join("")).not.toContain("    at ");
    expect(child.exitCode).toBe(1);
  });
});

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function lineFor(name: string, change: { hash?: string; more?: readonly string[] } = {}): string[] {
  const hash = change.hash ?? hashOf(plane.caPem);
  const line = ["--node", name, "--server", plane.url, "--ca-hash", hash, "--state", join(folder, name)];
  return [...line, "--gpu", "RTX 3090", "--gpus", "1", ...(change.more ?? [])];
}

function launch(args: readonly string[]): Child {
  const script = fileURLToPath(new URL("./join.ts", import.meta.url));
  const child = spawn(process.execPath, ["--no-warnings", script, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  return child;
}

async function untilSaid(child: Child, sentence: string): Promise<void> {
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(sentence)) break;
  child.stdout.resume();
}

async function ended(child: Child, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  await once(child, "exit");
  return child.exitCode;
}

async function makeToken(): Promise<void> {
  const [id = "", secret = ""] = TOKEN.split(".");
  const fields = { "token-id": id, "token-secret": secret, "usage-bootstrap-authentication": "true" };
  const body = {
    metadata: { name: `bootstrap-token-${id}` },
    type: "bootstrap.kubernetes.io/token",
    stringData: fields,
  };
  await admin.call({ method: "POST", path: "/api/v1/namespaces/kube-system/secrets", body });
}

/** What the worker does after it has looked who asks. */
async function approveNext(): Promise<void> {
  const request = await until("the request", async () => {
    const { items } = await admin.call<{ items: V1CertificateSigningRequest[] }>({ method: "GET", path: REQUESTS });
    return items[0] ?? null;
  });
  const conditions = [{ type: "Approved", status: "True", reason: "Test", message: "" }];
  const path = `${REQUESTS}/${request.metadata?.name}/approval`;
  await admin.call({ method: "PUT", path, body: { ...request, status: { conditions } } });
}

async function isReady(name: string): Promise<boolean> {
  const node = await admin.call<V1Node>({ method: "GET", path: `/api/v1/nodes/${name}` });
  return node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
}

function hashOf(caPem: string): string {
  const key = new X509Certificate(caPem).publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}
