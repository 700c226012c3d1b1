import { jobIdOf } from "@worldland/core/id";
import type { LiveEvent } from "@worldland/core/wire/live";
import type { LiveChange } from "@worldland/db/live";
import { isSignedIn } from "@worldland/db/queries/auth/isSignedIn";
import { idOf } from "../admit.ts";
import type { Caller, Context } from "../context.ts";
import type { Heard } from "./changes.ts";

/** How often a stream asks whether its session still lasts; a revoked one is told at once. */
const ASK_AGAIN_MS = 20_000;

export type StreamedEvent = { readonly id: string; readonly event: LiveEvent };

/** One stream: what the caller may know, until he hangs up or is signed out. Refuses `rate_limited` beyond his share. */
export async function* liveEvents(
  ctx: Pick<Context, "db" | "changes" | "limits" | "caller" | "ip">,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<StreamedEvent, void, undefined> {
  const { caller } = ctx;
  const close = ctx.limits.openStream(caller === null ? { ip: ctx.ip } : { session: idOf(caller) });
  const over = new AbortController();
  const asking = caller === null ? null : setInterval(() => void endWith(ctx.db, caller, over), ASK_AGAIN_MS);
  try {
    const wallet = caller?.address ?? null;
    for await (const heard of ctx.changes.listen({ wallet, after, signal: AbortSignal.any([signal, over.signal]) })) {
      if (caller !== null && isSignOut(heard, caller)) return;
      for (const event of eventsOf(heard.change, wallet)) yield { id: heard.id, event };
    }
  } finally {
    if (asking !== null) clearInterval(asking);
    close();
  }
}

async function endWith(db: Context["db"], caller: Caller, over: AbortController): Promise<void> {
  const by = caller.via === "session" ? { sessionId: caller.sessionId } : { keyId: caller.keyId };
  // A database that is away decides nothing.
  if (!(await isSignedIn(db, by).catch(() => true))) over.abort();
}

function isSignOut({ change }: Heard, caller: Caller): boolean {
  return change !== "missed" && change.kind === "signed_out" && change.id === idOf(caller);
}

function eventsOf(change: LiveChange | "missed", wallet: string | null): readonly LiveEvent[] {
  if (change === "missed") {
    const own = wallet === null ? [] : (["rental", "node", "account"] as const);
    return [...own, "offers" as const].map((kind) => ({ kind, id: "" }));
  }
  const { kind, id } = change;
  if (kind === "signed_out") return [];
  if (kind === "rental") return [{ kind, id: jobIdOf(BigInt(id)) }];
  if (kind === "node") return [{ kind, id: id.slice(id.indexOf("/") + 1) }];
  return [{ kind, id }];
}
