import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { anvil as chain } from "viem/chains";
import { expect, test } from "vitest";
import { startAnvil } from "./anvil.ts";

test("the chain follows London's rules and its accounts can spend", async () => {
  const anvil = await startAnvil({ accounts: 2 });
  try {
    const [from, to] = anvil.accounts;
    if (!from || !to) throw new Error("two accounts were asked for");
    const client = createPublicClient({ chain, transport: http(anvil.rpcUrl), pollingInterval: 20 });
    const wallet = createWalletClient({
      chain,
      transport: http(anvil.rpcUrl),
      account: privateKeyToAccount(from.privateKey),
    });
    const hash = await wallet.sendTransaction({ to: to.address, value: parseEther("1") });
    expect((await client.waitForTransactionReceipt({ hash })).status).toBe("success");
    expect(await client.getBalance({ address: to.address })).toBe(parseEther("10001"));

    const push0 = "0x5f60005260206000f3"; // PUSH0 came two forks after London
    await expect(client.call({ data: push0 })).rejects.toThrow(/NotActivated|invalid opcode/i);
  } finally {
    await anvil.close();
  }
});

test("a chain with a state file goes on where it was stopped", async () => {
  const folder = await mkdtemp(join(tmpdir(), "worldland-anvil-"));
  const statePath = join(folder, "state.json");
  try {
    const first = await startAnvil({ statePath, chainId: 4_242 });
    const mine = createPublicClient({ transport: http(first.rpcUrl) });
    await mine.request<{ Method: "anvil_mine"; Parameters: [string]; ReturnType: null }>({
      method: "anvil_mine",
      params: ["0x5"],
    });
    await first.close();

    const second = await startAnvil({ statePath, chainId: 4_242 });
    const client = createPublicClient({ transport: http(second.rpcUrl) });
    expect(await client.getChainId()).toBe(4_242);
    expect(await client.getBlockNumber()).toBe(5n);
    await second.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a taken port is refused in words", async () => {
  const first = await startAnvil();
  await expect(startAnvil({ port: first.port })).rejects.toThrow("is taken");
  await first.close();
});
