import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@worldland/sdk/createClient";
import { freePort } from "@worldland/testing/ports";
import { processIdentity } from "@worldland/testing/processIdentity";
import { until } from "@worldland/testing/until";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runOverSsh } from "../demo/ssh.ts";
import { connectLocalChain } from "../stack/connectLocalChain.ts";
import type { StackInfo } from "../stack/stackInfo.ts";

// npm start as people run it, less the pages, which cost a minute to build.

const START_MS = 240_000;
const PASSWORD = "a password of mine";
const stateDir = mkdtempSync(join(tmpdir(), "worldland-start-"));
const infoPath = join(stateDir, "stack.json");
let port = 0;
let first: Launched;
let vault = "";
let jobId = "";

beforeAll(async () => {
  port = await freePort();
  first = await launch(["--state", stateDir, "--port", String(port)]);
}, START_MS);

afterAll(async () => {
  first.child.kill("SIGINT");
  await first.ended;
  rmSync(stateDir, { recursive: true, force: true });
}, START_MS);

describe("npm start", () => {
  it("comes up and says where everything is, to its owner only", async () => {
    const info = readInfo();
    expect(statSync(infoPath).mode & 0o777).toBe(0o600);
    expect(info.web).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${info.api}/health`)).status).toBe(200);
    expect(info.wallets.map(({ role }) => role)).toContain("customer");
    for (const url of [info.rpc, info.databaseUrl]) expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(first.output()).toContain(info.web);
    vault = info.vault;
  });

  it("lets a rental run", async () => {
    const { client, account } = await enter();
    const { offers } = await client.offers.market({ available: true });
    const request = { offer_id: offers[0]?.offer_id ?? "", gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20 };
    const job = await client.rentals.rent({ ...request, duration_hours: 1, ssh_password: PASSWORD }, account);
    jobId = job.job_id;
    const running = await client.rentals.wait(jobId, "running", { timeoutMs: 60_000 });
    expect(await runOverSsh(running, { password: PASSWORD }, ["id -un"])).toEqual(["root"]);
  });

  it("refuses to run twice in one folder, in a sentence", async () => {
    const second = launching(["--state", stateDir, "--port", "0"]);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`in use by process ${first.child.pid}`);
    expect(existsSync(infoPath)).toBe(true);
  });

  it("says which port is taken, and how to take another", async () => {
    const other = mkdtempSync(join(tmpdir(), "worldland-other-"));
    const second = launching(["--state", other, "--port", String(port)]);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${port} is taken by another program. Choose another with --port.`);
    rmSync(other, { recursive: true, force: true });
  });

  it("leaves nothing running when it is killed outright, and goes on where it was", { timeout: START_MS }, async () => {
    const processes: { pid: number }[] = JSON.parse(readFileSync(join(stateDir, "processes.json"), "utf8"));
    first.child.kill("SIGKILL");
    await first.ended;
    first = await launch(["--state", stateDir, "--port", String(port)]);
    for (const { pid } of processes) expect(processIdentity(pid)).toBeUndefined();
    expect(readInfo().vault).toBe(vault);
    const { client } = await enter();
    await until(
      "the rental's new container to answer",
      async () => {
        const job = await client.rentals.get(jobId);
        return (await runOverSsh(job, { password: PASSWORD }, ["id -un"]))[0] === "root";
      },
      { deadlineMs: 60_000, everyMs: 200 },
    );
    await client.rentals.stop(jobId);
    await client.rentals.wait(jobId, "settled", { timeoutMs: 60_000 });
    const receipt = await client.rentals.receipt(jobId);
    expect(receipt).toMatchObject({ end_reason: "stopped_by_customer", paid_by: "customer" });
  });

  it("stops clean: everything ended, its card removed, exit 0", { timeout: START_MS }, async () => {
    const processes: { pid: number }[] = JSON.parse(readFileSync(join(stateDir, "processes.json"), "utf8"));
    expect(processes.length).toBeGreaterThanOrEqual(4);
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(existsSync(infoPath)).toBe(false);
    for (const { pid } of processes) expect(processIdentity(pid)).toBeUndefined();
  });
});

type Launched = { readonly child: ChildProcess; readonly ended: Promise<number | null>; output(): string };

function launching(args: readonly string[]): Launched {
  const script = join(import.meta.dirname, "start.ts");
  const child = spawn(process.execPath, [script, ...args, "--no-pages"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, ended, output: () => output };
}

async function launch(args: readonly string[]): Promise<Launched> {
  const launched = launching(args);
  const isUp = () => {
    if (launched.child.exitCode !== null) throw new Error(launched.output());
    return launched.output().includes("Ready in");
  };
  await until("the stack to be up", isUp, { deadlineMs: START_MS }).catch((error: unknown) => {
    throw new Error(launched.output(), { cause: error });
  });
  return launched;
}

function readInfo(): StackInfo {
  return JSON.parse(readFileSync(infoPath, "utf8"));
}

/** The test wallet of a customer, signed in, with money in the vault. */
async function enter(): Promise<{ client: Client; account: ReturnType<typeof privateKeyToAccount> }> {
  const info = readInfo();
  const key = info.wallets.find(({ role }) => role === "customer")?.privateKey.slice(2) ?? "";
  const account = privateKeyToAccount(`0x${key}`);
  const client = createClient({ url: info.api });
  await client.signIn(account);
  const wallet = connectLocalChain(info.rpc, info.chainId).walletOf(`0x${key}`);
  await client.vault.credited(await client.vault.deposit(wallet, 10n ** 18n));
  return { client, account };
}
