import { randomPorts } from "@worldland/core/id";
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
/** Ports drawn at first; where most are free one of them is, and the whole range need not be looked at. */
const PORTS_DRAWN = 8;

/** Writes the rental's row with a free NodePort of its cluster. `no_capacity` when the cluster has none left. */
export async function insertRental(
  tx: Executor,
  made: { input: OpenRental; quote: QuoteRow; offer: TakenOffer; now: Date },
): Promise<RentalRow> {
  const values = valuesOf(made);
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const sshPort = await freePort(tx, made.offer);
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

/**
 * A port that no rental holds, as far as this transaction sees. A port whose rental is just going counts as held: to
 * wait for that transaction here, with the offer locked, would be a circle.
 */
async function freePort(tx: Executor, { clusterId, nodePortFrom, nodePortTo }: TakenOffer): Promise<number> {
  const held = sql`select from rentals where cluster_id = ${clusterId} and ssh_port = port and gone_at is null`;
  const drawn = sql.join(
    randomPorts(nodePortFrom, nodePortTo, PORTS_DRAWN).map((port) => sql`(${port}::int)`),
    sql`, `,
  );
  const { rows: lucky } = await tx.execute<{ port: number }>(
    sql`select port from (values ${drawn}) as drawn (port) where not exists (${held}) limit 1`,
  );
  if (lucky[0] !== undefined) return lucky[0].port;
  const { rows } = await tx.execute<{ port: number }>(sql`
    select port from (
      select generate_series(${nodePortFrom}::int, ${nodePortTo}::int) as port
      except select ssh_port from rentals where cluster_id = ${clusterId} and gone_at is null
    ) as free order by random() limit 1`);
  const port = rows[0]?.port;
  if (port === undefined) throw new Refusal("no_capacity", "All ports of this cluster are taken.");
  return port;
}
