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
 * dear the GPUs of a cheaper one can be. Two statements, so that the second is planned for the bound it gets.
 */
export async function cheapestOffers(db: Database, asked: CheapestAsked, limit: number): Promise<PricedOffer[]> {
  const fit = fits(asked);
  const first = walkSql(fit.conditions, { select: fit.select, where: fit.where, keys: "o.gpu_rate", limit: "1" });
  const [found] = await runStatement<Row>(db, { text: withModels(fit, first), values: fit.values, isNamed: true });
  if (found === undefined) return [];
  const { select, where, conditions, values } = fits(asked);
  const bound = values.add((BigInt(found.rate) / BigInt(asked.resources.gpuCount)).toString(), "numeric");
  const all = `
    select ${select} from offers o
     where o.listed${allByModel(conditions, "o")} ${where} and o.gpu_rate <= ${bound}
     order by rate, o.id limit ${values.add(limit, "int")}`;
  const rows = await runStatement<Row>(db, { text: withModels({ conditions }, all), values, isNamed: true });
  return rows.map((row) => ({ offerId: row.id, provider: row.provider, rate: BigInt(row.rate) }));
}

type Row = { id: string; provider: string; gpu_rate: string; rate: string };
type Fits = ReturnType<typeof fits>;

/** What an offer must have, as conditions on `o` and their values. */
function fits({ resources, gpuWords, offerId, provider, maxPricePerHour: most }: CheapestAsked) {
  const { gpuCount, cpuCores, memoryGb, storageGb } = resources;
  const values = new Values();
  const rate = `(o.gpu_rate * ${values.add(gpuCount, "int")} + o.cpu_rate * ${values.add(cpuCores, "int")} +
    o.memory_rate * ${values.add(memoryGb, "int")} + o.storage_rate * ${values.add(storageGb, "int")})`;
  const needs = { gpuWords, gpuCount, minCpuCores: cpuCores, minMemoryGb: memoryGb, minStorageGb: storageGb };
  const conditions = conditionsOf(needs, values);
  const where = [
    offerId === undefined ? "" : `and o.id = ${values.add(offerId, "text")}`,
    provider === undefined ? "" : `and o.provider = ${values.add(provider, "text")}`,
    most === undefined ? "" : `and ${rate} * ${SECONDS_PER_HOUR} <= ${values.add(most.toString(), "numeric")}`,
  ].join(" ");
  return { conditions, values, where, select: `o.id, o.provider, o.gpu_rate, ${rate} as rate` };
}

function withModels({ conditions }: Pick<Fits, "conditions">, text: string): string {
  const models = modelsSql(conditions);
  return models.length === 0 ? text : `with ${models.join(", ")} ${text}`;
}
