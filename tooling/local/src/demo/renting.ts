import type { MarketOffer } from "@worldland/core/wire/provider";
import type { JobView, ReceiptView } from "@worldland/core/wire/rental";
import type { RentRequest } from "@worldland/sdk/rentals/rent";
import type { Person, World } from "./world.ts";

/** The cheapest offer of that model that can be rented now. */
export async function findOffer(world: World, gpu: string): Promise<MarketOffer> {
  const { offers } = await world.customer.client.offers.market({ gpu, available: true, sort: "price" });
  const [cheapest] = offers;
  if (cheapest === undefined) throw new Error(`nobody lets a ${gpu} right now`);
  return cheapest;
}

/** One GPU for an hour with a little of everything else. */
export function smallRequest(
  offer: MarketOffer,
  way: Pick<RentRequest, "ssh_password" | "ssh_public_keys">,
): RentRequest {
  return {
    offer_id: offer.offer_id,
    provider_id: offer.provider_id,
    gpu_count: 1,
    cpu_cores: 2,
    memory_gb: 8,
    storage_gb: 20,
    duration_hours: 1,
    job_name: "demo",
    ...way,
  };
}

/** Waits until nothing is left to do on chain; answers the receipt. */
export async function settledReceipt(person: Person, job: JobView): Promise<ReceiptView> {
  await person.client.rentals.wait(job.job_id, "settled", { timeoutMs: 60_000 });
  return person.client.rentals.receipt(job.job_id);
}

export function newPassword(): string {
  return `demo-${crypto.randomUUID()}`;
}
