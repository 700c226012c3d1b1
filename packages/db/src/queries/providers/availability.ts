import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { allByModel, conditionsOf, modelsSql, statusSql } from "../offers/matching.ts";

/** What a provider has of one GPU model. */
export type Availability = {
  readonly provider: string;
  readonly gpuType: string;
  readonly totalGpus: number;
  readonly availableGpus: number;
  /** One of the nodes with that model is alive. */
  readonly isOnline: boolean;
  readonly isRentable: boolean;
  /** The cheapest of these offers, wei per second and GPU. */
  readonly cheapestGpuRate: bigint;
};

/** One row per provider and model, listed offers only. No words: all models. */
export async function availability(db: Database, gpuWords: readonly string[]): Promise<readonly Availability[]> {
  const values = new Values();
  const conditions = conditionsOf({ gpuWords }, values);
  const models = modelsSql(conditions);
  const text = `
    ${models.length === 0 ? "" : `with ${models.join(", ")}`}
    select o.provider, min(o.gpu_model) as gpu_type, sum(o.total_gpus)::int as total,
           sum(case when o.rentable then o.free_gpus else 0 end)::int as available,
           bool_or(${statusSql("o", "n")} <> 'offline') as is_online,
           bool_or(o.rentable and o.free_gpus > 0) as is_rentable, min(o.gpu_rate) as rate
      from offers o join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
     where o.listed${allByModel(conditions, "o")}
     group by o.provider, o.gpu_key order by o.provider, o.gpu_key`;
  type Row = {
    provider: string;
    gpu_type: string;
    total: number;
    available: number;
    is_online: boolean;
    is_rentable: boolean;
    rate: string;
  };
  const rows = await runStatement<Row>(db, { text, values, isNamed: true });
  return rows.map((row) => ({
    provider: row.provider,
    gpuType: row.gpu_type,
    totalGpus: row.total,
    availableGpus: row.available,
    isOnline: row.is_online,
    isRentable: row.is_rentable,
    cheapestGpuRate: BigInt(row.rate),
  }));
}
