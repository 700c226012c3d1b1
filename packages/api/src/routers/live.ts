import { tracked } from "@trpc/server";
import { liveEvent } from "@worldland/core/wire/live";
import { publicProcedure, router } from "../trpc.ts";

export const liveRouter = router({
  /** Changes for the caller (offers' changes for everybody), as ids, until he hangs up. */
  changes: publicProcedure.subscription(async function* ({ signal }) {
    if (signal?.aborted) return;
    yield tracked("0", liveEvent.parse({ kind: "offers", id: "" }));
  }),
});
