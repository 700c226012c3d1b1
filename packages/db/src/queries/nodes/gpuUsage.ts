import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

export type UsagePoint = {
  /** Start of the step. */
  readonly at: Date;
  /** GPU-seconds of rentals within the step, from their first reachable second to their end. */
  readonly gpuSeconds: number;
  /** GPUs on the nodes that had joined by the end of the step, as counted today. */
  readonly totalGpus: number;
};

/**
 * A provider's GPUs in use (one node's, or all) in `steps` steps of `stepS` seconds, oldest first; the last one ends
 * now. Each rental is cut at the steps it crosses, so that the sum over the steps is the rentals' own.
 */
export async function gpuUsage(
  db: Pick<Executor, "execute">,
  input: { provider: string; nodeName?: string | undefined; stepS: number; steps: number },
): Promise<UsagePoint[]> {
  const { provider, stepS, steps } = input;
  const nodeName = input.nodeName ?? null;
  const { rows } = await db.execute<{ at: number; used: number; total: number }>(sql`
    with span as (
      select till, till - ${steps * stepS}::bigint as since
        from (select floor(extract(epoch from app.now()))::bigint as till) as clock
    ), runs as (
      select gpu_count,
             greatest(extract(epoch from date_trunc('second', started_at))::bigint, since) - since as from_s,
             least(extract(epoch from date_trunc('second', coalesce(ended_at, app.now())))::bigint, till) - since as to_s
        from rentals, span
       where provider = ${provider} and started_at is not null and (${nodeName}::text is null or node_name = ${nodeName})
         and (ended_at is null or ended_at > to_timestamp(since))
    ), cut as (
      select step, sum(gpu_count * (least(to_s, (step + 1) * ${stepS}::bigint) - greatest(from_s, step * ${stepS}::bigint))) as gpu_s
        from runs, generate_series(from_s / ${stepS}::bigint, (to_s - 1) / ${stepS}::bigint) as step
       where to_s > from_s
       group by step
    )
    select (since + step * ${stepS}::bigint)::float8 as at, coalesce(cut.gpu_s, 0)::float8 as used,
           (select coalesce(sum(o.total_gpus), 0)::int
              from offers o join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
             where n.provider = ${provider} and (${nodeName}::text is null or n.name = ${nodeName})
               and n.joined_at < to_timestamp(since + (step + 1) * ${stepS}::bigint)) as total
      from span cross join generate_series(0, ${steps}::int - 1) as step
      left join cut using (step)
     order by step`);
  return rows.map(({ at, used, total }) => ({ at: new Date(at * 1000), gpuSeconds: used, totalGpus: total }));
}
