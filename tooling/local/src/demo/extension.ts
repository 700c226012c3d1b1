import { readHold, readRental } from "@worldland/contracts/vault";
import { parseWl } from "@worldland/core/money";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { JobView } from "@worldland/core/wire/rental";
import { until } from "@worldland/testing/until";
import { advanceClock } from "../clock/advanceClock.ts";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { runOverSsh } from "./ssh.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

const LIMIT = parseWl("20") ?? 0n;
const DAY_MS = 24 * 3600 * 1000;
/** Seconds before its end at which the rental asks for another hour by itself. */
const LEAD_S = 1200;

/**
 * Warned before its end, a rental is extended by signature; set to keep running, it asks for its third hour by itself,
 * from the budget. Its shell never notices; ledger and vault agree on every hour.
 */
export async function extension(world: World): Promise<void> {
  const { story, customer, stack, chain } = world;
  const { client, account } = customer;
  story.chapter("A rental that is extended, by signature and by itself");
  const offer = await findOffer(world, "a100");
  const password = newPassword();
  const job = await story.step("rent for an hour; note in it when it began", async () => {
    const { job_id } = await client.rentals.rent(smallRequest(offer, { ssh_password: password }), account);
    const running = await client.rentals.wait(job_id, "running", { timeoutMs: 60_000 });
    await inVault(world, running, 1);
    await runOverSsh(running, { password }, ["echo from the first hour > /root/note"]);
    return running;
  });
  const pass = (seconds: number) => advanceClock({ db: stack.db, chain }, seconds);
  await story.step("45 minutes pass; its customer is warned", async () => {
    await pass(SECONDS_PER_HOUR - 850);
    await told(world, job, "low_runway", "minutes_15");
  });
  await story.step(
    "extend it to two hours, by signature: hold and term grow",
    async () => {
      await client.rentals.extend(job.job_id, 2, account);
      await inVault(world, job, 2);
      const state = async () => (await client.rentals.extension(job.job_id)).extension?.state;
      await until("the extension to be final", async () => (await state()) === "final", { deadlineMs: 30_000 });
      return client.rentals.extension(job.job_id);
    },
    ({ extension }) => `block ${extension?.block}`,
  );
  await story.step("let it keep running from a budget, without another signature", async () => {
    const expiresAt = new Date(new Date((await client.network()).now).getTime() + DAY_MS);
    await client.grants.allow(LIMIT, expiresAt, account);
    const isMined = async () => (await client.account()).budget?.limit_wei === String(LIMIT);
    await until("the grant to be mined", isMined, { deadlineMs: 30_000 });
    await client.rentals.keepRunning(job.job_id, { hours: 1, minutesBefore: LEAD_S / 60 });
  });
  await story.step("the second hour nears its end; it asks for a third by itself", async () => {
    const { expires_at: end } = await client.rentals.get(job.job_id);
    const { now } = await client.network();
    const left = (Date.parse(end ?? "") - Date.parse(now)) / 1000;
    await pass(Math.ceil(left - LEAD_S + 10));
    await inVault(world, job, 3);
    await told(world, job, "auto_extension_requested", null);
  });
  await story.step(
    "past its first end the same shell is there",
    async () => {
      await pass(600);
      const [note = ""] = await runOverSsh(job, { password }, ["cat /root/note"]);
      expectEqual("the note", note, "from the first hour");
      return note;
    },
    (note) => note,
  );
  await story.step("stop it; the receipt adds up over all three hours", async () => {
    await client.rentals.stop(job.job_id);
    const receipt = await settledReceipt(customer, job);
    await checkReceipt(world, job, receipt, 3n);
    expectEqual("extensions on it", receipt.transactions.filter(({ kind }) => kind === "extend").length, 2);
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
    expectEqual("held", (await client.account()).held_wei, "0");
  });
}

/** Waits until the vault holds so many hours for a rental, and its row's term is as long. */
async function inVault({ chain, vault, customer }: World, job: JobView, hours: number): Promise<void> {
  const rentalId = BigInt(job.rental_id);
  const isThere = async () => (await readRental(chain.reader, vault, rentalId)).maxSeconds === hours * SECONDS_PER_HOUR;
  await until(`the vault's term of ${hours} h`, isThere, { deadlineMs: 60_000 });
  const isMirrored = async () => (await customer.client.rentals.detail(job.job_id)).duration_hours === hours;
  await until(`the term of ${hours} h`, isMirrored, { deadlineMs: 30_000 });
  const hold = BigInt(job.rate_per_second_wei) * BigInt(hours * SECONDS_PER_HOUR);
  expectEqual("what the vault holds", await readHold(chain.reader, vault, rentalId), hold);
}

async function told({ customer }: World, job: JobView, kind: string, reason: string | null): Promise<void> {
  const isTold = async () =>
    (await customer.client.rentals.events(job.job_id)).some((event) => event.kind === kind && event.reason === reason);
  await until(`${kind} to be told`, isTold, { deadlineMs: 30_000 });
}
