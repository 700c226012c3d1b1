import { withdrawCall } from "@worldland/contracts/calls";
import { parseWl } from "@worldland/core/money";
import { parseGwei } from "viem";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

const DEPOSIT = parseWl("5") ?? 0n;

/** The money leaves the vault on chain between the click and the block: the vault refuses, and nobody is charged. */
export async function refused(world: World): Promise<void> {
  const { story, customer2: person, chain, vault } = world;
  const { client } = person;
  story.chapter("An order that the vault refuses");
  const offer = await findOffer(world, "rtx 4090");
  await story.step("somebody else signs in and deposits 5 WL", async () => {
    await client.signIn(person.account);
    await client.vault.credited(await client.vault.deposit(person.wallet, DEPOSIT));
    expectEqual("available", BigInt((await client.account()).available_wei), DEPOSIT);
  });
  const job = await story.step("withdraw it all past the platform and rent at once", async () => {
    await nextBlock(world);
    // The fee puts it before the opening in the block that both are in.
    const call = withdrawCall(vault, { amount: DEPOSIT, to: person.address });
    const fees = { maxPriorityFeePerGas: parseGwei("100"), maxFeePerGas: parseGwei("1000") };
    const hash = await person.wallet.sendTransaction({ ...call, ...fees, gas: 200_000n });
    const rented = await client.rentals.rent(smallRequest(offer, { ssh_password: newPassword() }), person.account);
    const { status } = await chain.reader.waitForTransactionReceipt({ hash });
    expectEqual("the withdrawal", status, "success");
    return rented;
  });
  await story.step("it ends: refused by the vault", async () => {
    const ended = await client.rentals.wait(job.job_id, "ended", { timeoutMs: 60_000 });
    expectEqual("its status", ended.status, "failed");
    expectEqual("why", ended.failure_reason, "order_refused");
  });
  await story.step("nothing is left behind, nothing held, nothing charged", async () => {
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
    const receipt = await settledReceipt(person, job);
    expectEqual("the charge", receipt.charge_wei, "0");
    expectEqual("the hold", receipt.hold_wei, "0");
    await checkReceipt(world, job, { ...receipt, metered_seconds: 0 }, 1n);
    const account = await client.account();
    expectEqual("available", account.available_wei, "0");
    expectEqual("held", account.held_wei, "0");
  });
}

/** Waits for the chain's next block, so that the next second is ours. */
async function nextBlock({ chain }: World): Promise<void> {
  const from = await chain.reader.getBlockNumber();
  while ((await chain.reader.getBlockNumber()) === from) await new Promise((resolve) => setTimeout(resolve, 10));
}
