import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import { createPublicClient, getAddress, http } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readIsOperator, readSettings } from "../vault.ts";
import { DeploySettingsError, parseDeploySettings } from "./env.ts";

const SCRIPT = fileURLToPath(new URL("deploy.ts", import.meta.url));

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil({ accounts: 3 });
});
afterAll(() => anvil.close());

test("the command deploys what its variables say, and a dry run sends nothing", async () => {
  const client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
  const dry = await deploy(["--dry-run"]);
  expect(dry).toContain("nothing was sent");
  expect(await client.getBlockNumber()).toBe(0n);

  const vault = /^vault +(0x\w{40})$/m.exec(await deploy([]))?.[1];
  const { owner, operator, feeRecipient } = people();
  expect(await readSettings(client, getAddress(vault ?? ""))).toMatchObject({ owner, feeRecipient, feeBps: 250 });
  expect(await readIsOperator(client, getAddress(vault ?? ""), operator)).toBe(true);
}, 60_000);

test.each([
  ["RPC_URL", "ftp://127.0.0.1"],
  ["PRIVATE_KEY", "0x1234"],
  ["FEE_RECIPIENT", ""],
  ["FEE_BPS", "1001"],
  ["FEE_BPS", "5%"],
  ["TOKEN", "0x1234"],
  ["OPERATORS", "nobody"],
])("%s cannot be %j", (name, value) => {
  expect(() => parseDeploySettings({ ...variables(), [name]: value })).toThrow(DeploySettingsError);
  expect(() => parseDeploySettings({ ...variables(), [name]: value })).toThrow(name);
});

function people() {
  const [owner, operator, feeRecipient] = anvil.accounts.map(({ address }) => address);
  if (!owner || !operator || !feeRecipient) throw new Error("anvil has too few accounts");
  return { owner, operator, feeRecipient };
}

function variables(): Record<string, string> {
  const { operator, feeRecipient } = people();
  const key = anvil.accounts[0]?.privateKey ?? "";
  return { RPC_URL: anvil.rpcUrl, PRIVATE_KEY: key, FEE_RECIPIENT: feeRecipient, FEE_BPS: "250", OPERATORS: operator };
}

async function deploy(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args], { env: variables() });
  return stdout;
}
