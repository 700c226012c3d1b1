import type { Resources } from "@worldland/core/pricing";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { allByModel, conditionsOf, modelsSql, walkSql } from "./matching.ts";

export type CheapestAsked = {
  readonly resources: Resources;
  readonly gpuWords: readonly string[];
  readonly offerId?: string | undefined;
  /** Lower-case address. */
  readonly provider?: string | undefined;
  /** Wei per hour for everything asked. */
  readonly maxPricePerHour?: bigint | undefined;
};

/** An offer's id, whose it is, and its wei per second for everything asked. */
export type PricedOffer = { readonly offerId: string; readonly provider: string; readonly rate: bigint };

/**
 * The cheapest offers on which everything asked is free now, at most `limit`, the cheapest first. No index knows what
 * a request costs, but every price is at least that of its GPUs: the first fit in the order of GPU prices bounds how
 * dear the GPUs of a cheaper one can be.
 */
export async function cheapestOffers(db: Database, asked: CheapestAsked, limit: number): Promise<PricedOffer[]> {
  const { gpuCount, cpuCores, memoryGb, storageGb } = asked.resources;
  const values = new Values();
  const count = values.add(gpuCount, "int");
  const rate = `(o.gpu_rate * ${count} + o.cpu_rate * ${values.add(cpuCores, "int")} +
    o.memory_rate * ${values.add(memoryGb, "int")} + o.storage_rate * ${values.add(storageGb, "int")})`;
  const conditions = conditionsOf(
    { gpuWords: asked.gpuWords, gpuCount, minCpuCores: cpuCores, minMemoryGb: memoryGb, minStorageGb: storageGb },
    values,
  );
  const { offerId, provider, maxPricePerHour: most } = asked;
  const where = [
    offerId === undefined ? "" : `and o.id = ${values.add(offerId, "text")}`,
    provider === undefined ? "" : `and o.provider = ${values.add(provider, "text")}`,
    most === undefined ? "" : `and ${rate} * ${SECONDS_PER_HOUR} <= ${values.add(most.toString(), "numeric")}`,
  ].join(" ");
  const first = walkSql(conditions, { select: `o.gpu_rate, ${rate} as rate`, where, keys: "o.gpu_rate", limit: "1" });
  const text = `
    with ${[...modelsSql(conditions), `first as materialized (${first})`].join(", ")}
    select o.id, o.provider, ${rate} as rate from offers o
     where o.listed${allByModel(conditions, "o")} ${where}
       and o.gpu_rate <= (select div(rate, ${count}) from first)
     order by ${rate}, o.id limit ${values.add(limit, "int")}`;
  type Row = { id: string; provider: string; rate: string };
  const rows = await runStatement<Row>(db, { text, values, isNamed: true });
  return rows.map((row) => ({ offerId: row.id, provider: row.provider, rate: BigInt(row.rate) }));
}
