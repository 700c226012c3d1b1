import { parseWl } from "@worldland/core/money";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, settledReceipt, smallRequest } from "./renting.ts";
import { runOverSsh } from "./ssh.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

const LIMIT = parseWl("10") ?? 0n;
const DAY_MS = 24 * 3600 * 1000;

/** A program with an API key alone rents from a budget that the vault enforces, and logs in by a key of its own. */
export async function budget(world: World): Promise<void> {
  const { story, customer } = world;
  const { client } = customer;
  story.chapter("A rental by API key, paid from a budget");
  await story.step("grant the platform's key 10 WL, by signature", async () => {
    const { now } = await client.network();
    await client.grants.allow(LIMIT, new Date(new Date(now).getTime() + DAY_MS), customer.account);
    const isMined = async () => (await client.account()).budget?.left_wei === String(LIMIT);
    await until("the grant to be mined", isMined, { deadlineMs: 30_000 });
  });
  const program = await story.step("make an API key", async () => {
    const { key } = await client.api.apiKeys.create.mutate({ name: "demo", scopes: ["jobs:read", "jobs:write"] });
    return world.clientWithKey(key);
  });
  const offer = await findOffer(world, "a100");
  const keys = testSshKeys();
  const request = smallRequest(offer, { ssh_public_keys: [keys.public] });
  const job = await story.step("rent with the key alone", () => program.rentals.rent(request));
  await story.step(
    "log in by SSH key",
    async () => {
      const running = await program.rentals.wait(job.job_id, "running", { timeoutMs: 60_000 });
      const [gpus = ""] = await runOverSsh(running, { privateKey: keys.private }, ["nvidia-smi -L"]);
      return gpus;
    },
    (gpus) => gpus.split("\n")[0] ?? "",
  );
  await story.step("stop; settled; only what was used is gone from the budget", async () => {
    await program.rentals.stop(job.job_id);
    const receipt = await settledReceipt({ ...customer, client: program }, job);
    await checkReceipt(world, job, receipt, 1n);
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
    const left = LIMIT - BigInt(receipt.charge_wei);
    const isBack = async () => (await client.account()).budget?.left_wei === String(left);
    await until("the budget to be right", isBack, { deadlineMs: 30_000 });
    expectEqual("held", (await client.account()).held_wei, "0");
  });
}
