import type { Values } from "../../statement.ts";
import { reliabilitySql } from "../providers/reliability.ts";

/** online: it can be rented from. maintenance: alive, but taken out. offline: all else. */
export type MarketStatus = "online" | "maintenance" | "offline";

/** What an offer is searched by. Whatever is undefined lets everything through. */
export type OfferFilters = {
  /** Each must be part of the model's key. */
  readonly gpuWords?: readonly string[] | undefined;
  /** So many GPUs can be rented now. */
  readonly gpuCount?: number | undefined;
  readonly minVramMb?: number | undefined;
  readonly minMemoryGb?: number | undefined;
  readonly minCpuCores?: number | undefined;
  readonly minStorageGb?: number | undefined;
  /** Wei per second and GPU; null: nothing is that cheap. */
  readonly maxGpuRate?: bigint | null | undefined;
  /** Region or country, in any case. */
  readonly region?: string | undefined;
  readonly status?: MarketStatus | undefined;
  /** Unknown counts as too little. */
  readonly minReliability?: number | undefined;
  /** Something of it can be rented now. */
  readonly isAvailable?: boolean | undefined;
};
export type OfferFilter = keyof OfferFilters;

/** SQL of a condition on the offer of an alias. */
export type Condition = (alias: string) => string;

/** The conditions in force, by filter. Their values are taken into the statement once, however often they are used. */
export function conditionsOf(filters: OfferFilters, values: Values): ReadonlyMap<OfferFilter, Condition> {
  const { gpuWords, gpuCount, minVramMb, minMemoryGb, minCpuCores, minStorageGb, maxGpuRate } = filters;
  const { region, status, minReliability, isAvailable } = filters;
  const conditions = new Map<OfferFilter, Condition>();
  const set = <T>(name: OfferFilter, value: T | undefined, condition: (value: T) => Condition) => {
    if (value !== undefined) conditions.set(name, condition(value));
  };
  const least = (column: string) => (value: number) => {
    const place = values.add(value, "int");
    return (o: string) => `${o}.${column} >= ${place}`;
  };
  set("gpuWords", gpuWords?.length === 0 ? undefined : gpuWords, (words) => {
    const patterns = values.add(words.map(containing), "text[]");
    return (o) => `${o}.gpu_key like all (${patterns})`;
  });
  set("gpuCount", gpuCount, (count) => {
    const place = values.add(count, "int");
    return (o) => `(${o}.rentable and ${o}.free_gpus >= ${place})`;
  });
  set("minVramMb", minVramMb, least("vram_mb"));
  set("minMemoryGb", minMemoryGb, least("free_memory_gb"));
  set("minCpuCores", minCpuCores, least("free_cpu_cores"));
  set("minStorageGb", minStorageGb, least("free_storage_gb"));
  set("maxGpuRate", maxGpuRate, (rate) => {
    if (rate === null) return () => "false";
    const place = values.add(rate.toString(), "numeric");
    return (o) => `${o}.gpu_rate <= ${place}`;
  });
  set("region", region, (name) => {
    const place = values.add(name.toLowerCase(), "text");
    return (o) => `${place} in (lower(coalesce(${o}.region, '')), lower(coalesce(${o}.country, '')))`;
  });
  set("status", status, (wanted) => {
    const place = values.add(wanted, "text");
    return (o) => `${offerStatusSql(o)} = ${place}`;
  });
  set("minReliability", minReliability, (share) => {
    const place = values.add(share, "float8");
    return (o) => `coalesce(${reliabilitySql(`${o}.provider`)} >= ${place}, false)`;
  });
  set("isAvailable", isAvailable === true ? true : undefined, () => (o) => `(${o}.rentable and ${o}.free_gpus > 0)`);
  return conditions;
}

/** All of them at once, with `and` in front. Those named are left out. */
export function allOf(conditions: ReadonlyMap<OfferFilter, Condition>, alias: string, ...less: OfferFilter[]): string {
  return [...conditions]
    .filter(([name]) => !less.includes(name))
    .map(([, condition]) => ` and ${condition(alias)}`)
    .join("");
}

/**
 * Common table `models`, where GPUs are searched by words: the keys that fit, of which there are dozens. Through them
 * the index by model finds a rare one among a million offers.
 */
export function modelsSql(conditions: ReadonlyMap<OfferFilter, Condition>): readonly string[] {
  const fits = conditions.get("gpuWords");
  if (fits === undefined) return [];
  return [`models as materialized (select distinct m.gpu_key from market_counts m where ${fits("m")})`];
}

/** All of them at once, with the models that fit looked up first. */
export function allByModel(conditions: ReadonlyMap<OfferFilter, Condition>, alias: string): string {
  const isOfModel = conditions.has("gpuWords") ? ` and ${alias}.gpu_key in (select gpu_key from models)` : "";
  return isOfModel + allOf(conditions, alias, "gpuWords");
}

/**
 * SQL of the first `limit` matches in the order of `keys`, found by walking an index of that order, or one per model,
 * until there are enough. `select` makes the row, with the keys among it; `where` adds to what must hold of `o`.
 */
export function walkSql(
  conditions: ReadonlyMap<OfferFilter, Condition>,
  walk: { select: string; where: string; keys: string; limit: string },
): string {
  const isOfModel = conditions.has("gpuWords");
  const one = `
    select ${walk.select} from offers o
     where o.listed ${isOfModel ? "and o.gpu_key = model.gpu_key" : ""}${allOf(conditions, "o", "gpuWords")} ${walk.where}
     order by ${walk.keys} limit ${walk.limit}`;
  if (!isOfModel) return one;
  return `select o.* from models model cross join lateral (${one}) o order by ${walk.keys} limit ${walk.limit}`;
}

/** Status of an offer, of its alias and that of its node. */
export function statusSql(o: string, n: string): string {
  const isAlive = `${n}.lost_at is null and ${n}.fenced_since is null and ${n}.ready and ${n}.public_address is not null`;
  return `(case when ${o}.rentable then 'online'
    when ${isAlive} and (${n}.maintenance_since is not null or ${n}.cordoned) then 'maintenance' else 'offline' end)`;
}

/** The same where the node is not at hand; it is looked at only where the offer cannot be rented. */
export function offerStatusSql(o: string): string {
  return `(case when ${o}.rentable then 'online' else (
    select ${statusSql(o, "n")} from nodes n where n.cluster_id = ${o}.cluster_id and n.name = ${o}.node_name) end)`;
}

/** Named statements stay few: more filters than this at once are rare. */
export function isCommon(conditions: ReadonlyMap<OfferFilter, Condition>): boolean {
  return conditions.size <= 2;
}

function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, "\\$&")}%`;
}
