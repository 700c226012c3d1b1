import {
  autoExtensionsOutput,
  autoExtensionView,
  extensionOutput,
  keepRunningInput,
} from "@worldland/core/wire/extension";
import { nothing } from "@worldland/core/wire/fields";
import { jobInput } from "@worldland/core/wire/rental";
import { clearAutoExtension, setAutoExtension } from "@worldland/db/commands/setAutoExtension";
import {
  autoExtensionsOf,
  autoExtensionOf as storedAutoExtension,
} from "@worldland/db/queries/rentals/autoExtensionOf";
import { newestExtension } from "@worldland/db/queries/rentals/newestExtension";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { z } from "zod";
import { found, rentalIdOf } from "../found.ts";
import { autoExtensionOf } from "../renting/request.ts";
import { router, walletProcedure } from "../trpc.ts";
import { extensionProgressView, autoExtensionView as viewAutoExtension } from "../views/extensionView.ts";

/** Longer terms: how far the newest one is, and rentals that extend themselves. Asking for one is `rentals.extend`. */
export const extensionsRouter = router({
  get: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/extension" } })
    .input(jobInput)
    .output(extensionOutput)
    .query(async ({ ctx: { db, wallet }, input }) => {
      const { row } = found(await ownRental(db, wallet, rentalIdOf(input.id)));
      const newest = await newestExtension(db, row.id);
      const auto = await storedAutoExtension(db, row.id);
      return {
        extension: newest === null ? null : extensionProgressView(newest, row.startedAt),
        auto_extension: auto === null ? null : viewAutoExtension(auto),
      };
    }),
  list: walletProcedure("jobs:read")
    .input(nothing)
    .output(autoExtensionsOutput)
    .query(async ({ ctx: { db, wallet } }) => ({
      auto_extensions: (await autoExtensionsOf(db, wallet)).map(viewAutoExtension),
    })),
  keepRunning: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs/{id}/auto-extension" } })
    .input(keepRunningInput)
    .output(autoExtensionView)
    .mutation(async ({ ctx: { db, config, wallet: customer }, input }) => {
      const rentalId = rentalIdOf(input.id);
      const wanted = autoExtensionOf(input);
      await setAutoExtension(db, { rentalId, customer, sessionKey: config.delegate, wanted });
      return viewAutoExtension(found(await storedAutoExtension(db, rentalId)));
    }),
  letEnd: walletProcedure("jobs:write")
    .meta({ openapi: { method: "DELETE", path: "/jobs/{id}/auto-extension" }, status: 204 })
    .input(jobInput)
    .output(z.void())
    .mutation(async ({ ctx: { db, wallet: customer }, input }) => {
      await clearAutoExtension(db, { rentalId: rentalIdOf(input.id), customer });
    }),
});
