import { END_REASONS, isProviderFault } from "@worldland/core/rental/reason";

const FAULTS = END_REASONS.filter((reason) => isProviderFault[reason])
  .map((reason) => `'${reason}'`)
  .join(", ");
const WINDOW_DAYS = 90;
const NEWEST = 1000;

/**
 * SQL of a provider's reliability: the share of his rentals that did not end by his fault, 0 … 1, among the newest of
 * the last 90 days. Null where nothing has ended yet: unknown is not zero. `address` is SQL too, and names
 * its table: a bare column would be that of `rentals`.
 */
export function reliabilitySql(address: string): string {
  return `(select 1 - avg(case when ended.end_reason in (${FAULTS}) then 1 else 0 end)::float8 from (
    select r.end_reason from rentals r
     where r.provider = ${address} and r.ended_at is not null
       and r.ended_at >= (select app.now() - interval '${WINDOW_DAYS} days')
     order by r.ended_at desc limit ${NEWEST}) ended)`;
}
