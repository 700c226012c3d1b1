import type { JobView } from "@worldland/core/wire/rental";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

/** Somebody changes his mind before the prompt is there: it costs him nothing. */
export async function stoppedEarly(world: World): Promise<void> {
  const { story, customer } = world;
  story.chapter("A rental stopped while it is being provisioned");
  const offer = await findOffer(world, "t4");
  const before = BigInt((await customer.client.account()).available_wei);
  const job = await story.step("rent and stop at once", () => rentAndStop(world));
  await story.step("it ends without having run", async () => {
    const ended = await customer.client.rentals.wait(job.job_id, "ended", { timeoutMs: 60_000 });
    expectEqual("started at", ended.started_at, null);
    expectEqual("its status", ended.status, "stopped");
  });
  await story.step("nothing is left behind", async () => {
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
  });
  await story.step("nobody pays, the whole hold is back", async () => {
    const receipt = await settledReceipt(customer, job);
    expectEqual("why it ended", receipt.end_reason, "stopped_by_customer");
    expectEqual("who pays", receipt.paid_by, "nobody");
    expectEqual("the charge", receipt.charge_wei, "0");
    await checkReceipt(world, job, receipt, 1n);
    expectEqual("available", BigInt((await customer.client.account()).available_wei), before);
  });

  async function rentAndStop({ customer: { client, account } }: World): Promise<JobView> {
    const rented = await client.rentals.rent(smallRequest(offer, { ssh_password: newPassword() }), account);
    await client.rentals.stop(rented.job_id);
    return rented;
  }
}
