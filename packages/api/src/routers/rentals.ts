import { jobIdOf } from "@worldland/core/id";
import {
  createRentalInput,
  extendInput,
  extensionQuoteView,
  jobInput,
  jobView as jobOutput,
  jobsInput,
  jobsOutput,
  quoteExtensionInput,
  quoteInput,
  quoteView as quoteOutput,
  receiptView as receiptOutput,
  rentalDetailView as rentalDetailOutput,
  rentalEventsOutput,
  stopOutput,
} from "@worldland/core/wire/rental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { stopRental } from "@worldland/db/commands/stopRental";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { ownRentals } from "@worldland/db/queries/rentals/ownRentals";
import { rentalDetail } from "@worldland/db/queries/rentals/rentalDetail";
import { rentalHistory } from "@worldland/db/queries/rentals/rentalHistory";
import { rentalReceipt } from "@worldland/db/queries/rentals/rentalReceipt";
import { found, rentalIdOf } from "../found.ts";
import { pageByKeys } from "../paging/pageByKeys.ts";
import { keysOfRental, placeOf } from "../paging/rentalPlace.ts";
import { createRental } from "../renting/createRental.ts";
import { extendRental, extensionToSign } from "../renting/extendRental.ts";
import { pinImage } from "../renting/pinImage.ts";
import { quoteRequestOf } from "../renting/request.ts";
import { router, walletProcedure } from "../trpc.ts";
import { jobView } from "../views/jobView.ts";
import { quoteView } from "../views/quoteView.ts";
import { receiptView } from "../views/receiptView.ts";
import { rentalDetailView } from "../views/rentalDetailView.ts";
import { rentalEventView } from "../views/rentalEventView.ts";

export const rentalsRouter = router({
  quote: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/quotes" } })
    .input(quoteInput)
    .output(quoteOutput)
    .mutation(async ({ ctx, input }) => {
      ctx.limits.quote(ctx.wallet);
      await pinImage(ctx, input.image);
      const { quote } = await quoteRental(ctx.db, { customer: ctx.wallet, request: quoteRequestOf(input) });
      return quoteView(ctx.config, quote);
    }),
  create: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs" }, status: 201 })
    .input(createRentalInput)
    .output(jobOutput)
    .mutation(async ({ ctx, input }) => {
      // A former try of this very request rented before it died: that is the answer.
      const made = ctx.heldKey?.rentalId ?? null;
      if (made !== null) return jobView(found(await ownRental(ctx.db, ctx.wallet, made)));
      const row = await createRental(ctx, ctx.wallet, input);
      return jobView({ row, hasOpenReservation: true, isExtending: false, now: row.requestedAt });
    }),
  list: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs" } })
    .input(jobsInput)
    .output(jobsOutput)
    .query(async ({ ctx, input: { limit, status, cursor } }) => {
      const { rows, next_cursor } = await pageByKeys(
        ctx.config,
        { scope: ["rentals.list", ctx.wallet, status], cursor, limit },
        {
          read: (keys, rows) => ownRentals(ctx.db, { customer: ctx.wallet, status, after: placeOf(keys), limit: rows }),
          keysOf: keysOfRental,
          keyCount: 2,
        },
      );
      return { jobs: rows.map(jobView), count: rows.length, next_cursor };
    }),
  get: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}" } })
    .input(jobInput)
    .output(jobOutput)
    .query(async ({ ctx, input }) => jobView(found(await ownRental(ctx.db, ctx.wallet, rentalIdOf(input.id))))),
  detail: walletProcedure("jobs:read")
    .input(jobInput)
    .output(rentalDetailOutput)
    .query(async ({ ctx, input }) =>
      rentalDetailView(found(await rentalDetail(ctx.db, ctx.wallet, rentalIdOf(input.id)))),
    ),
  stop: walletProcedure("jobs:write")
    .meta({ openapi: { method: "DELETE", path: "/jobs/{id}" } })
    .input(jobInput)
    .output(stopOutput)
    .mutation(async ({ ctx, input }) => {
      const rentalId = rentalIdOf(input.id);
      const { status } = await stopRental(ctx.db, { rentalId, by: "customer", wallet: ctx.wallet });
      const message = status === "ignored" ? "The rental has already ended." : "The rental is being stopped.";
      return { message, job_id: jobIdOf(rentalId) };
    }),
  /** For pages: what an extension costs and what is signed for it, whether or not a budget would pay. */
  quoteExtension: walletProcedure("jobs:write")
    .input(quoteExtensionInput)
    .output(extensionQuoteView)
    .mutation(async ({ ctx, input }) => {
      const own = found(await ownRental(ctx.db, ctx.wallet, rentalIdOf(input.id)));
      return extensionToSign(ctx.config, own, input.duration_hours);
    }),
  extend: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs/{id}/extend" } })
    .input(extendInput)
    .output(jobOutput)
    .mutation(async ({ ctx, input }) => {
      const rentalId = rentalIdOf(input.id);
      await extendRental(ctx, found(await ownRental(ctx.db, ctx.wallet, rentalId)), input);
      return jobView(found(await ownRental(ctx.db, ctx.wallet, rentalId)));
    }),
  receipt: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/receipt" } })
    .input(jobInput)
    .output(receiptOutput)
    .query(async ({ ctx, input }) => receiptView(found(await rentalReceipt(ctx.db, ctx.wallet, rentalIdOf(input.id))))),
  events: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/events" } })
    .input(jobInput)
    .output(rentalEventsOutput)
    .query(async ({ ctx, input }) => ({
      events: found(await rentalHistory(ctx.db, ctx.wallet, rentalIdOf(input.id))).map(rentalEventView),
    })),
});
