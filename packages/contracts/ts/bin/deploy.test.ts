import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import { createPublicClient, getAddress, http } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readIsOperator, readSettings } from "../vault.ts";
import { DeploySettingsError, parseDeploySettings } from "./env.ts";

const SCRIPT = fileURLToPath(new URL("deploy.ts", import.meta.url));
/** WorldLand's own chain ids, under its rules, on this machine. */
const CHAINS = [103, 10_395, 31_337] as const;

let anvils: Anvil[];
beforeAll(async () => {
  anvils = await Promise.all(CHAINS.map((chainId) => startAnvil({ accounts: 4, chainId })));
});
afterAll(() => Promise.all(anvils.map((anvil) => anvil.close())));

describe.each(CHAINS.map((chainId, index) => [chainId, index] as const))("on chain %i", (chainId, index) => {
  test("the vault is deployed as its variables say, where the plan has it", async () => {
    const { client, owner, operator, feeRecipient } = peopleOf(index);
    const printed = await deploy(variablesOf(index));
    const vault = addressIn(printed, "vault");
    expect(vault).toBe(addressIn(printed, "vault to be"));
    expect(await readSettings(client, vault)).toMatchObject({ owner, feeRecipient, feeBps: 250 });
    expect(await readIsOperator(client, vault, operator)).toBe(true);
    expect(printed).toContain(`checked     domain's chain: ${chainId}`);
    expect(printed).toContain(`VAULT_ADDRESS=${vault} VAULT_START_BLOCK=1`);
    expect(printed).not.toContain("still to do");
  }, 60_000);
});

test("a dry run says what it would do, and sends nothing", async () => {
  const { client } = peopleOf(1);
  const before = await client.getBlockNumber();
  const printed = await deploy(variablesOf(1), ["--dry-run"]);
  expect(printed).toContain("chain       10395 (WorldLand testnet)");
  expect(printed).toMatch(/^gas +\d{7}, about 0\.\d+$/m);
  expect(printed).toContain("nothing was sent");
  expect(await client.getBlockNumber()).toBe(before);
}, 60_000);

test("another owner is offered the vault, and has it when he accepts", async () => {
  const { client, owner: deployer, heir, heirKey } = peopleOf(0);
  const printed = await deploy({ ...variablesOf(0), OWNER: heir });
  const vault = addressIn(printed, "vault");
  expect(await readSettings(client, vault)).toMatchObject({ owner: deployer, pendingOwner: heir });
  expect(printed).toContain(`--accept ${vault}`);
  expect(printed).toContain("data 0x79ba5097");

  await expect(deploy(variablesOf(0, "1"), ["--accept", vault])).rejects.toThrow("is offered to");
  await deploy({ ...variablesOf(0), PRIVATE_KEY: heirKey }, ["--accept", vault]);
  expect((await readSettings(client, vault)).owner).toBe(heir);
}, 60_000);

test("a deployment to another chain than was meant is refused", async () => {
  await expect(deploy({ ...variablesOf(0), CHAIN_ID: "10395" })).rejects.toThrow("serves chain 103");
}, 60_000);

test("a token that is not there and an empty purse are told before anything is sent", async () => {
  const { client, operator } = peopleOf(2);
  const before = await client.getBlockNumber();
  await expect(deploy({ ...variablesOf(2), TOKEN: operator })).rejects.toThrow("has no code");
  const poor = { ...variablesOf(2), PRIVATE_KEY: `0x${"17".repeat(32)}` };
  await expect(deploy(poor)).rejects.toThrow("is needed");
  expect(await client.getBlockNumber()).toBe(before);
});

test.each([
  ["RPC_URL", "ftp://127.0.0.1"],
  ["CHAIN_ID", ""],
  ["CHAIN_ID", "WorldLand"],
  ["PRIVATE_KEY", "0x1234"],
  ["FEE_RECIPIENT", ""],
  ["FEE_BPS", "1001"],
  ["FEE_BPS", "5%"],
  ["TOKEN", "0x1234"],
  ["OPERATORS", "nobody"],
])("%s cannot be %j", (name, value) => {
  expect(() => parseDeploySettings({ ...variablesOf(0), [name]: value })).toThrow(DeploySettingsError);
  expect(() => parseDeploySettings({ ...variablesOf(0), [name]: value })).toThrow(name);
});

function anvilAt(index: number): Anvil {
  const anvil = anvils[index];
  if (anvil === undefined) throw new Error(`no chain ${index}`);
  return anvil;
}

function peopleOf(index: number) {
  const [owner, operator, feeRecipient, heir] = anvilAt(index).accounts;
  if (!owner || !operator || !feeRecipient || !heir) throw new Error("anvil has too few accounts");
  const client = createPublicClient({ transport: http(anvilAt(index).rpcUrl), cacheTime: 0 });
  const addresses = { owner: owner.address, operator: operator.address, feeRecipient: feeRecipient.address };
  return { client, ...addresses, heir: heir.address, heirKey: heir.privateKey };
}

function variablesOf(index: number, account = "0"): Record<string, string> {
  const { rpcUrl, chainId, accounts } = anvilAt(index);
  const { operator, feeRecipient } = peopleOf(index);
  const sender = { RPC_URL: rpcUrl, CHAIN_ID: `${chainId}`, PRIVATE_KEY: accounts[Number(account)]?.privateKey ?? "" };
  return { ...sender, FEE_RECIPIENT: feeRecipient, FEE_BPS: "250", OPERATORS: operator };
}

function addressIn(printed: string, what: string) {
  return getAddress(new RegExp(`^${what} +(0x\\w{40})$`, "m").exec(printed)?.[1] ?? "");
}

async function deploy(env: Record<string, string>, args: string[] = []): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args], { env });
  return stdout;
}
