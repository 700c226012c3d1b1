import { until } from "@worldland/testing/until";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { checkFree, checkNothingLeft, checkReceipt } from "./checks.ts";
import { findOffer, newPassword, settledReceipt, smallRequest } from "./renting.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

const DAY_MS = 24 * 3600 * 1000;

/** A key of one's own signs an order within its limit, and none once it is revoked. */
export async function sessionKey(world: World): Promise<void> {
  const { story, customer } = world;
  const { client, account } = customer;
  story.chapter("Rentals by a key of one's own, within its limit");
  const key = privateKeyToAccount(generatePrivateKey());
  const offer = await findOffer(world, "t4");
  const ask = async () => {
    const request = smallRequest(offer, { ssh_password: newPassword() });
    const quote = await client.rentals.quote(request);
    const { domain, types, primaryType, message } = quote.typed_data;
    const signature = await key.signTypedData({ domain, types, primaryType, message });
    return { request, quote, signature };
  };
  await story.step("allow a key the price of one hour, and rent by its signature", async () => {
    const { request, quote, signature } = await ask();
    const expiresAt = new Date(new Date((await client.network()).now).getTime() + DAY_MS);
    await client.grants.allow(BigInt(quote.hold_wei), expiresAt, account, key.address);
    const mine = async () => (await client.grants.list()).find((one) => one.key === key.address.toLowerCase());
    const isMined = async () => (await mine())?.budget?.left_wei === quote.hold_wei;
    await until("the grant to be mined", isMined, { deadlineMs: 30_000 });
    const { job_id } = await client.api.rentals.create.mutate({ ...request, order: orderOf(quote), signature });
    expectEqual("left to the key", (await mine())?.budget?.left_wei, "0");
    await client.grants.revoke(account, key.address);
    const job = await client.rentals.wait(job_id, "running", { timeoutMs: 60_000 });
    await client.rentals.stop(job_id);
    const receipt = await settledReceipt(customer, job);
    await checkReceipt(world, job, receipt, 1n);
    await checkNothingLeft(world, job);
    await checkFree(world, offer.offer_id, offer.available_gpus);
  });
  await story.step("revoked, the key opens nothing more", async () => {
    const { request, quote, signature } = await ask();
    const renting = client.api.rentals.create.mutate({ ...request, order: orderOf(quote), signature });
    const code = await renting.then(
      () => "none",
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
    );
    expectEqual("the refusal", code, "invalid_signature");
  });
}

function orderOf({ order }: { order: Record<string, string> }) {
  const field = (name: string) => order[name] ?? "";
  return {
    rentalId: field("rentalId"),
    customer: field("customer"),
    provider: field("provider"),
    ratePerSecond: field("ratePerSecond"),
    maxSeconds: field("maxSeconds"),
    deadline: field("deadline"),
  };
}
