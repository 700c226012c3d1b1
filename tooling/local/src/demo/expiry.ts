import { SECONDS_PER_HOUR } from "@worldland/core/time";
import { advanceClock } from "../clock/advanceClock.ts";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

/** An hour passes, and the rental ends by itself at its last second. */
export async function expiry(world: World): Promise<void> {
  const { story, customer, stack, chain } = world;
  const { client } = customer;
  story.chapter("A rental that expires");
  const offer = await findOffer(world, "rtx 3090");
  const job = await story.step("rent for an hour, wait until SSH answers", async () => {
    const request = smallRequest(offer, { ssh_password: newPassword() });
    const { job_id } = await client.rentals.rent(request, customer.account);
    return client.rentals.wait(job_id, "running", { timeoutMs: 60_000 });
  });
  await story.step("step the clock by an hour, probe by probe", () =>
    advanceClock({ db: stack.db, chain }, SECONDS_PER_HOUR),
  );
  await story.step("it ends by itself", async () => {
    const ended = await client.rentals.wait(job.job_id, "ended", { timeoutMs: 60_000 });
    expectEqual("its status", ended.status, "expired");
  });
  await story.step("nothing is left behind", async () => {
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
  });
  await story.step(
    "the whole hour is on the receipt",
    async () => {
      const receipt = await settledReceipt(customer, job);
      expectEqual("why it ended", receipt.end_reason, "expired");
      expectEqual("who pays", receipt.paid_by, "customer");
      const paused = receipt.pauses.reduce((sum, { seconds }) => sum + seconds, 0);
      expectEqual("metered and given seconds", receipt.metered_seconds + paused, SECONDS_PER_HOUR);
      await checkReceipt(world, job, receipt, 1n);
      return receipt;
    },
    ({ metered_seconds, pauses }) =>
      `${metered_seconds} s charged, ${pauses.map(({ seconds, reason }) => `${seconds} s ${reason}`).join(", ")}`,
  );
}
