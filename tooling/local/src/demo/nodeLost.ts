import { until } from "@worldland/testing/until";
import { advanceClock } from "../clock/advanceClock.ts";
import { SEED } from "../stack/seed.ts";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { expectEqual, expectTrue } from "./story.ts";
import type { World } from "./world.ts";

/** Seconds that are proven before the power fails. */
const PROVEN_S = 60;
/** Longer than rentals wait for a lost node to come back. */
const NO_RETURN_S = 150;

/** The power of a machine fails. It is noticed, its offers vanish, and the customer pays to the last proven second. */
export async function nodeLost(world: World): Promise<void> {
  const { story, customer, stack, chain } = world;
  const { client } = customer;
  const { cluster } = stack;
  if (cluster === null) return;
  story.chapter("A rental whose node dies");
  const offer = await findOffer(world, "t4");
  const job = await story.step("rent, wait until SSH answers", async () => {
    const request = smallRequest(offer, { ssh_password: newPassword() });
    const { job_id } = await client.rentals.rent(request, customer.account);
    return client.rentals.wait(job_id, "running", { timeoutMs: 60_000 });
  });
  await story.step("a minute passes, probed", () => advanceClock({ db: stack.db, chain }, PROVEN_S));
  await story.step(
    "cut the node's power; its offer vanishes",
    async () => {
      await cluster.killNode(offer.node);
      const isAway = async () => !(await client.offers.get(offer.offer_id)).can_create_job;
      await until("the node to be missed", isAway, { deadlineMs: 60_000, everyMs: 100 });
    },
    () => offer.node,
  );
  await story.step("its lease stands still: the rental is told", () =>
    until(
      "the node to be given up",
      async () => (await client.rentals.events(job.job_id)).some(({ kind }) => kind === "node_lost"),
      { deadlineMs: 60_000, everyMs: 100 },
    ),
  );
  await story.step("it does not come back: the rental ends", async () => {
    await advanceClock({ db: stack.db, chain }, NO_RETURN_S, { awaitProbes: false });
    const ended = await client.rentals.wait(job.job_id, "ended", { timeoutMs: 90_000 });
    expectEqual("its status", ended.status, "failed");
    expectEqual("why", ended.failure_reason, "node_lost");
  });
  await story.step(
    "charged to the last proven second, nothing left behind",
    async () => {
      await checkNothingLeft(world, job);
      const receipt = await settledReceipt(customer, job);
      await checkReceipt(world, job, receipt, 1n);
      expectEqual("who pays the proven seconds", receipt.paid_by, "customer");
      expectTrue("the proven minute was charged", receipt.metered_seconds >= PROVEN_S);
      expectTrue("the outage was not", receipt.metered_seconds < PROVEN_S + NO_RETURN_S / 2);
      return receipt;
    },
    ({ metered_seconds }) => `${metered_seconds} s`,
  );
  await story.step("the machine comes back and earns again", async () => {
    const owner = SEED.find(({ nodes }) => nodes.some(({ name }) => name === offer.node));
    const node = owner?.nodes.find(({ name }) => name === offer.node);
    if (node === undefined) throw new Error(`${offer.node} is not one of the seed's`);
    const { wlPerGpuHour: _, ...machine } = node;
    await cluster.addNode({ ...machine, provider: offer.provider_id });
    const isBack = async () => (await client.offers.get(offer.offer_id)).can_create_job;
    // It is fenced until what ran on it has surely ended.
    await until("the offer to be back", isBack, { deadlineMs: 120_000, everyMs: 100 });
    await checkFree(world, offer.offer_id, offer.available_gpus);
  });
}
