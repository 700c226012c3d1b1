import { formatWl, parseWl } from "@worldland/core/money";
import { until } from "@worldland/testing/until";
import { getAddress } from "viem";
import { balancesOf, checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { runOverSsh } from "./ssh.ts";
import { expectEqual, expectTrue } from "./story.ts";
import type { World } from "./world.ts";

const DEPOSIT = parseWl("100") ?? 0n;
/** Seconds of cost one wants to see tick. */
const TICKS = 3;

/** From a wallet to a root shell to a receipt. */
export async function walk(world: World): Promise<void> {
  const { story, customer } = world;
  const { client } = customer;
  story.chapter("A rental from beginning to end");
  await story.step("sign in with the wallet", () => client.signIn(customer.account));
  const before = BigInt((await client.account()).available_wei);
  const mined = await story.step(
    "deposit 100 WL: in a block",
    () => client.vault.deposit(customer.wallet, DEPOSIT),
    ({ block }) => `block ${block}`,
  );
  await story.step("… seen by the platform", () =>
    until("the deposit to be seen", async () => {
      const { available_wei: available, pending_wei: pending } = await client.account();
      return BigInt(available) + BigInt(pending) === before + DEPOSIT;
    }),
  );
  await story.step("… credited at its depth", async () => {
    await client.vault.credited(mined);
    expectEqual("available", BigInt((await client.account()).available_wei), before + DEPOSIT);
  });
  const offer = await story.step(
    "browse: the cheapest free RTX 4090",
    () => findOffer(world, "rtx 4090"),
    (found) => `${found.available_gpus} of ${found.total_gpus} free in ${found.region}, ${found.price_per_hour} WL/h`,
  );
  const accounts = {
    customer: customer.address,
    provider: getAddress(offer.provider_id),
    fee: world.feeRecipient,
  };
  const money = await balancesOf(world, accounts);
  const password = newPassword();

  const job = await story.step(
    "quote, check the order, sign it, rent",
    () => client.rentals.rent(smallRequest(offer, { ssh_password: password }), customer.account),
    ({ job_id }) => job_id,
  );
  const running = await story.step(
    "wait until SSH answers",
    () => client.rentals.wait(job.job_id, "running", { timeoutMs: 60_000 }),
    ({ ssh_command }) => ssh_command ?? "",
  );
  const { available_gpus: left } = await client.offers.get(offer.offer_id);
  expectEqual("free GPUs of the offer while one is rented", left, offer.available_gpus - 1);
  await story.step(
    "log in as root, run nvidia-smi",
    async () => {
      const [who, gpus = ""] = await runOverSsh(running, { password }, ["id -un", "nvidia-smi -L"]);
      expectEqual("the user", who, "root");
      expectEqual("GPUs in sight", gpus.split("\n").filter((line) => line.startsWith("GPU ")).length, 1);
      return gpus;
    },
    (gpus) => gpus.split("\n")[0] ?? "",
  );
  await story.step(
    "the cost ticks, second by second",
    () =>
      until(`${TICKS} seconds on the meter`, async () => {
        const now = await client.rentals.get(job.job_id);
        const cost = BigInt(now.rate_per_second_wei) * BigInt(now.metered_seconds);
        expectEqual("the cost", BigInt(now.cost_so_far_wei), cost);
        return now.metered_seconds >= TICKS ? now : null;
      }),
    (now) => `${now.metered_seconds} s = ${now.cost_so_far} WL`,
  );
  await story.step("stop", async () => {
    await client.rentals.stop(job.job_id);
    const ended = await client.rentals.wait(job.job_id, "ended", { timeoutMs: 60_000 });
    expectEqual("its status", ended.status, "stopped");
  });
  await story.step("pod, service, secret are gone, the GPU is free", async () => {
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
  });
  const receipt = await story.step(
    "settled in the vault; the receipt recomputed",
    async () => {
      const settled = await settledReceipt(customer, job);
      expectEqual("why it ended", settled.end_reason, "stopped_by_customer");
      expectEqual("who pays", settled.paid_by, "customer");
      expectTrue("something was charged", BigInt(settled.charge_wei) > 0n);
      await checkReceipt(world, job, settled, 1n);
      return settled;
    },
    (told) =>
      `${told.metered_seconds} s, ${formatWl(BigInt(told.charge_wei))} WL in ${told.transactions.length} transactions`,
  );
  await story.step("customer, provider, fee: right to the unit", async () => {
    const now = await balancesOf(world, accounts);
    const charge = BigInt(receipt.charge_wei);
    expectEqual("the customer's balance", now.customer, (money.customer ?? 0n) - charge);
    expectEqual("the provider's balance", now.provider, (money.provider ?? 0n) + BigInt(receipt.provider_wei));
    expectEqual("the fee's balance", now.fee, (money.fee ?? 0n) + BigInt(receipt.fee_wei));
    expectEqual("available", BigInt((await client.account()).available_wei), before + DEPOSIT - charge);
  });
}
