import { tracked } from "@trpc/server";
import { liveInput } from "@worldland/core/wire/live";
import { liveEvents } from "../live/liveEvents.ts";
import { refusalOf } from "../refusalOf.ts";
import { publicProcedure, router, trpcErrorOf } from "../trpc.ts";

const NEVER = new AbortController().signal;

export const liveRouter = router({
  /** Changes for the caller (offers' changes for everybody), as ids, until he hangs up or is signed out. */
  changes: publicProcedure.input(liveInput).subscription(async function* ({ ctx, input, signal = NEVER }) {
    try {
      for await (const { id, event } of liveEvents(ctx, input?.lastEventId ?? null, signal)) yield tracked(id, event);
    } catch (error) {
      // A stream's errors pass no middleware.
      const refusal = refusalOf(error);
      throw refusal === null ? error : trpcErrorOf(refusal);
    }
  }),
});
