import type { Readiness } from "@worldland/core/wire/problem";
import { partsAlive } from "@worldland/db/queries/health/partsAlive";
import type { ApiDeps } from "./context.ts";

const PARTS = ["worker", "signer", "queue", "chain", "cluster"] as const;
/** Parts give a sign of life every few seconds. */
const SILENT_S = 15;

/** What answers and what does not. Without Postgres nothing can be said of the others. */
export async function readiness({ db, presence }: Pick<ApiDeps, "db" | "presence">): Promise<Readiness> {
  const isThere = await presence.isThere();
  const alive = isThere ? await partsAlive(db, SILENT_S).catch(() => null) : null;
  const state = (is: boolean) => (is ? "ok" : "away");
  const parts = PARTS.map((part) => [part, state(alive?.includes(part) ?? false)]);
  return { parts: { postgres: state(alive !== null), ...Object.fromEntries(parts) } };
}
