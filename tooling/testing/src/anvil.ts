import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { toHex } from "viem/utils";
import { type GuardedProcess, startGuarded } from "./guardedProcess.ts";
import { expectFree, freePort } from "./ports.ts";
import { until } from "./until.ts";

export type AnvilAccount = { address: Address; privateKey: Hex };

export type Anvil = {
  rpcUrl: string;
  port: number;
  pid: number;
  chainId: number;
  /** Each holds 10 000 of the chain's own coin. Their keys are known to the whole world. */
  accounts: AnvilAccount[];
  /** Resolves when the chain has ended, by close() or by itself. */
  ended: Promise<unknown>;
  close(): Promise<void>;
};

export type AnvilOptions = {
  /** Seconds between blocks; without it every transaction is mined at once. */
  blockTimeS?: number;
  /** Where the chain is kept between runs (written every second and at the end). Without it, nothing is kept. */
  statePath?: string;
  port?: number;
  chainId?: number;
  /** How many funded accounts. */
  accounts?: number;
};

// The phrase that every Ethereum development tool knows; money under it is worth nothing anywhere.
const MNEMONIC = "test test test test test test test test test test test junk";

/** Starts a local EVM chain under London rules, as WorldLand's are, on 127.0.0.1. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const { chainId = 31_337, accounts = 10 } = options;
  const binary = anvilBinary();
  const accountList = Array.from({ length: accounts }, (_, index) => developmentAccount(index));
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    await expectFree(port); // or its other owner, perhaps another anvil, would answer for ours
    const anvil = await startGuarded(binary, anvilArgs({ ...options, chainId, accounts, port }), { stdio: "ignore" });
    const rpcUrl = `http://127.0.0.1:${port}`;
    if (await answers(anvil, rpcUrl, chainId)) {
      const { pid, ended } = anvil;
      return { rpcUrl, port, pid, chainId, accounts: accountList, ended, close: () => anvil.stop() };
    }
    await anvil.stop();
    if (attempt === 5 || options.port !== undefined) {
      throw new Error(`anvil ended before it answered on port ${port}. Is the state file damaged?`);
    }
  }
}

/** Takes the newest blocks of a local chain back, with all that was in them, and puts empty ones in their place. */
export async function reorganise(rpcUrl: string, blocks: number): Promise<void> {
  const answer = await ask(rpcUrl, "anvil_reorg", [blocks, []]);
  if (typeof answer !== "object" || answer === null || !("result" in answer)) {
    throw new Error(`anvil did not reorganise: ${JSON.stringify(answer)}`);
  }
}

function anvilArgs(options: AnvilOptions & { chainId: number; accounts: number; port: number }): string[] {
  return [
    ...["--host", "127.0.0.1", "--port", String(options.port), "--chain-id", String(options.chainId)],
    ...["--hardfork", "london", "--mnemonic", MNEMONIC, "--accounts", String(options.accounts), "--silent"],
    ...(options.blockTimeS === undefined ? [] : ["--block-time", String(options.blockTimeS)]),
    ...(options.statePath === undefined ? [] : ["--state", options.statePath, "--state-interval", "1"]),
  ];
}

/** False when the process ended first. The chain id is compared: on a stolen port somebody else may answer. */
async function answers(anvil: GuardedProcess, rpcUrl: string, chainId: number): Promise<boolean> {
  let ended = false;
  void anvil.ended.then(() => {
    ended = true;
  });
  const outcome = await until("anvil to answer", async () => (ended ? "ended" : await askChainId(rpcUrl, chainId)), {
    deadlineMs: 30_000,
    everyMs: 20,
  }).catch(async (error) => {
    await anvil.stop();
    throw error;
  });
  return outcome !== "ended" && !ended;
}

async function askChainId(rpcUrl: string, chainId: number): Promise<"ready" | undefined> {
  const answer = await ask(rpcUrl, "eth_chainId", []);
  const isOurs = typeof answer === "object" && answer !== null && "result" in answer;
  return isOurs && Number(answer.result) === chainId ? "ready" : undefined;
}

async function ask(rpcUrl: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(2_000),
  });
  return response.json();
}

function developmentAccount(addressIndex: number): AnvilAccount {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex });
  const key = account.getHdKey().privateKey;
  if (!key) throw new Error("The development phrase gave no key.");
  return { address: account.address, privateKey: toHex(key) };
}

/** The program itself: the npm wrapper would be one more process that swallows signals. */
function anvilBinary(): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`;
  const wrapper = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
  const paths = createRequire(wrapper).resolve.paths(name) ?? [];
  const binary = paths.map((path) => join(path, name, "bin", "anvil")).find((path) => existsSync(path));
  if (!binary) throw new Error(`anvil comes as ${name}, which is not installed: this platform may not have one.`);
  return binary;
}
