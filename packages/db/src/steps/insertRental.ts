import { PERIODS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import { addSeconds } from "@worldland/core/time";
import { sql } from "drizzle-orm";
import type { OpenRental } from "../commands/openRental.ts";
import type { Executor } from "../database.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentals } from "../schema/rentals.ts";
import type { TakenOffer } from "./takeFromOffer.ts";

/** Two transactions may choose the same free port at once; the loser chooses again. */
const PORT_TRIES = 20;

/** Writes the rental's row with a free NodePort of its cluster. `no_capacity` when the cluster has none left. */
export async function insertRental(
  tx: Executor,
  made: { input: OpenRental; quote: QuoteRow; offer: TakenOffer; now: Date },
): Promise<RentalRow> {
  const values = valuesOf(made);
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const sshPort = await freePort(tx, made.offer.clusterId);
    const [row] = await tx
      .insert(rentals)
      .values({ ...values, sshPort })
      .onConflictDoNothing({ target: [rentals.clusterId, rentals.sshPort], where: sql`gone_at is null` })
      .returning();
    if (row !== undefined) return row;
  }
  throw new Refusal("no_capacity");
}

function valuesOf({ input, quote, offer, now }: Parameters<typeof insertRental>[1]) {
  const { customer, name, image, imageDigest, signature, sessionKey } = input;
  return {
    id: quote.rentalId,
    customer,
    provider: quote.provider,
    offerId: offer.id,
    clusterId: offer.clusterId,
    nodeName: offer.nodeName,
    name,
    image,
    imageDigest,
    gpuModel: offer.gpuModel,
    ...quote.resources,
    ratePerSecond: quote.ratePerSecond,
    durationS: quote.maxSeconds,
    signature,
    sessionKey,
    orderDeadline: quote.deadline,
    sshHost: offer.publicAddress,
    requestedAt: now,
    attentionAt: addSeconds(now, PERIODS.backstopS),
  };
}

async function freePort(tx: Executor, clusterId: string): Promise<number> {
  const { rows } = await tx.execute<{ port: number }>(sql`
    select port from clusters, generate_series(node_port_from, node_port_to) as port
     where clusters.id = ${clusterId}
       and not exists (
         select from rentals where cluster_id = clusters.id and ssh_port = port and gone_at is null
       )
     order by random() limit 1`);
  const port = rows[0]?.port;
  if (port === undefined) throw new Refusal("no_capacity", "All ports of this cluster are taken.");
  return port;
}
