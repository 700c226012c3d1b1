import { Refusal } from "@worldland/core/refusal";
import type { LogLine } from "@worldland/core/workload";
import { type WorkloadTicket, writeTicket } from "@worldland/core/workloadTicket";
import { readClock } from "@worldland/db/clock";
import type { ReachableWorkload } from "@worldland/db/queries/workloads/reachWorkload";
import { z } from "zod";
import type { ApiDeps } from "../context.ts";
import { awayRefusal } from "../refusalOf.ts";

const WITHIN_MS = 15_000;
const answered = z.object({ lines: z.array(z.object({ at: z.string(), text: z.string() })) });

type Deps = Pick<ApiDeps, "db"> & { readonly config: Pick<ApiDeps["config"], "workloadSecret"> };
type Asked = { readonly tail: number; readonly since: string | null };

/**
 * What a rental's container wrote, from a worker of its cluster: the first that answers. A worker looks again whose
 * rental it is. Refuses `not_found`, and `unavailable` when none answers.
 */
export async function askForLogs(deps: Deps, workload: ReachableWorkload, asked: Asked): Promise<readonly LogLine[]> {
  const query = new URLSearchParams({ tail: `${asked.tail}`, ...(asked.since === null ? {} : { since: asked.since }) });
  const ticket = await ticketFor(deps, workload, "logs");
  for (const worker of workload.workers) {
    const response = await ask(`${worker}/logs?${query}`, ticket);
    if (response?.status === 404) throw new Refusal("not_found");
    if (response?.ok === true) return answered.parse(await response.json()).lines;
    await response?.body?.cancel();
  }
  throw awayRefusal("worker", "Nobody who knows the rental's cluster answers at the moment.");
}

/** Lets its bearer use the workload in the customer's name. Refuses `unavailable` where workers take no tickets. */
export async function ticketFor(deps: Deps, workload: ReachableWorkload, use: WorkloadTicket["use"]): Promise<string> {
  const { workloadSecret } = deps.config;
  if (workloadSecret === null) throw awayRefusal("worker", "This installation has no way from the API to its workers.");
  const { rentalId, customer: wallet } = workload;
  return writeTicket(workloadSecret, { rentalId, wallet, use }, await readClock(deps.db));
}

/** Null: it does not answer. */
async function ask(url: string, ticket: string): Promise<Response | null> {
  const headers = { authorization: `Bearer ${ticket}` };
  return fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(WITHIN_MS) }).catch(() => null);
}
