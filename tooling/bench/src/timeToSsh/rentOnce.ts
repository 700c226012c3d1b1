import { hashVaultTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { orderMessage } from "@worldland/core/wire/rentRequest";
import { probeSsh } from "@worldland/k8s/probe";
import { runOverSsh } from "@worldland/local/demo/ssh";
import type { Stack } from "@worldland/local/stack/startStack";
import { until } from "@worldland/testing/until";
import { sql } from "drizzle-orm";
import type { Customer } from "./customer.ts";

/** When what happened, in milliseconds since the click. */
export type Marks = {
  /** The row's own time. */
  readonly committed: number;
  readonly answered: number;
  readonly relayed: number;
  readonly written: number;
  readonly banner: number;
  /** A command has run. */
  readonly prompt: number;
  /** How long another login and command took, when everything was there already. */
  readonly bareSsh: number;
};

const BANNER = { everyMs: 10, deadlineMs: 60_000 };
/** The database's clock and this process's are one machine's. */
const now = () => performance.timeOrigin + performance.now();

/** One rental by a signed order, from the click to a command over SSH; stopped and gone afterwards. */
export async function rentOnce({ db }: Stack, { client, account }: Customer): Promise<Marks> {
  const { offers } = await client.offers.market({ available: true, sort: "availability", limit: 1 });
  const password = crypto.randomUUID();
  const request = {
    ...{ offer_id: offers[0]?.offer_id, gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20, duration_hours: 1 },
    ssh_password: password,
  };
  const quote = await client.rentals.quote(request);
  const signature = await account.sign({ hash: hashVaultTypedData(parseTypedDataJson(quote.typed_data)) });

  const click = now();
  const since = (at: number) => at - click;
  const order = orderMessage.parse(quote.order);
  const job = await client.api.rentals.create.mutate({ ...request, order, signature });
  const answered = since(now());
  const { ssh_host: host, ssh_port: port } = job;
  if (host === null || port === null) throw new Error(`${job.job_id} has no address`);
  const hasBanner = async () => (await probeSsh({ host, port, timeoutMs: 2_000 })).reachable;
  await until("the banner", hasBanner, BANNER);
  const banner = since(now());
  const shown = await client.rentals.get(job.job_id);
  await runOverSsh(shown, { password }, ["true"]);
  const prompt = since(now());
  const again = now();
  await runOverSsh(shown, { password }, ["true"]);
  const bareSsh = now() - again;

  const { rows } = await db.execute<{ committed: number; relayed: number; written: number }>(sql`
    select extract(epoch from r.requested_at)::float8 * 1000 as committed,
           extract(epoch from r.provisioned_at)::float8 * 1000 as written,
           (select extract(epoch from min(o.relayed_at))::float8 * 1000 from outbox o
             where o.payload ->> 'rentalId' = r.id::text) as relayed
      from rentals r where r.id = ${job.rental_id}::bigint`);
  const [row] = rows;
  if (row === undefined) throw new Error(`${job.job_id} has no row`);
  await client.rentals.stop(job.job_id);
  const isGone = async () => (await client.rentals.get(job.job_id)).status === "stopped";
  await until("the workload to be gone", isGone, { deadlineMs: 60_000 });
  const { committed, relayed, written } = row;
  return {
    ...{ committed: since(committed), answered, relayed: since(relayed), written: since(written) },
    ...{ banner, prompt, bareSsh },
  };
}
