import type { IncomingMessage } from "node:http";
import type { WorkloadRef } from "@worldland/core/workload";
import { readTicket, type WorkloadTicket } from "@worldland/core/workloadTicket";
import { readClock } from "@worldland/db/clock";
import { reachWorkload } from "@worldland/db/queries/workloads/reachWorkload";
import type { ServingDeps } from "./serveWorkloads.ts";

/** The ticket that a request brings; "" without one. */
export function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
}

/**
 * The workload that a ticket allows to use so, if it is still its customer's, in our cluster, and alive. Else the HTTP
 * status to say: 401 for a ticket that is none, 404 for all else.
 */
export async function workloadOf(
  { db, config }: Pick<ServingDeps, "db" | "config">,
  secret: string,
  text: string,
  use: WorkloadTicket["use"],
): Promise<WorkloadRef | 401 | 404> {
  const ticket = await readTicket(secret, text, await readClock(db));
  if (ticket === null || ticket.use !== use) return 401;
  const workload = await reachWorkload(db, ticket.wallet, ticket.rentalId);
  const isHere = workload?.clusterId === config.clusterId && workload.endedAt === null;
  return isHere ? { clusterId: workload.clusterId, rentalId: workload.rentalId, customer: workload.customer } : 404;
}
