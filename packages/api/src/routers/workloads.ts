import { jobIdOf } from "@worldland/core/id";
import { jobStatusOf } from "@worldland/core/rental/jobStatus";
import { jobInput } from "@worldland/core/wire/rental";
import { logsInput, logsOutput, metricsInput, metricsOutput, restartOutput } from "@worldland/core/wire/workload";
import { restartRental } from "@worldland/db/commands/restartRental";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { usageOfRental } from "@worldland/db/queries/rentals/usageOfRental";
import { reachWorkload } from "@worldland/db/queries/workloads/reachWorkload";
import { found, rentalIdOf } from "../found.ts";
import { router, walletProcedure } from "../trpc.ts";
import { metricsView } from "../views/metricsView.ts";
import { askForLogs } from "../workloads/askWorker.ts";

/** What runs: its log, what it uses, a fresh container in its place. */
export const workloadsRouter = router({
  logs: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/logs" } })
    .input(logsInput)
    .output(logsOutput)
    .query(async ({ ctx, input: { id, tail, since = null } }) => {
      const workload = found(await reachWorkload(ctx.db, ctx.wallet, rentalIdOf(id)));
      const isThere = workload.endedAt === null && workload.provisionedAt !== null;
      const lines = isThere ? await askForLogs(ctx, workload, { tail, since }) : [];
      return { lines: [...lines], status: jobStatusOf(workload) };
    }),
  metrics: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/metrics" } })
    .input(metricsInput)
    .output(metricsOutput)
    .query(async ({ ctx, input: { id, minutes } }) => {
      const rentalId = rentalIdOf(id);
      const { row } = found(await ownRental(ctx.db, ctx.wallet, rentalId));
      return metricsView(row, found(await usageOfRental(ctx.db, { customer: ctx.wallet, rentalId, minutes })));
    }),
  restart: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs/{id}/restart" } })
    .input(jobInput)
    .output(restartOutput)
    .mutation(async ({ ctx, input }) => {
      const rentalId = rentalIdOf(input.id);
      const { status } = await restartRental(ctx.db, { rentalId, wallet: ctx.wallet });
      const message =
        status === "ignored" ? "The rental is being restarted already." : "The rental is being restarted.";
      return { message, job_id: jobIdOf(rentalId) };
    }),
});
