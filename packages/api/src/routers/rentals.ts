import { Refusal } from "@worldland/core/refusal";
import {
  createRentalInput,
  extendInput,
  jobInput,
  jobsInput,
  jobsOutput,
  jobView,
  quoteInput,
  quoteView,
  receiptView,
  rentalDetailView,
  rentalEventsOutput,
  stopOutput,
} from "@worldland/core/wire/rental";
import { router, walletProcedure } from "../trpc.ts";

export const rentalsRouter = router({
  quote: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/quotes" } })
    .input(quoteInput)
    .output(quoteView)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  create: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs" }, status: 201 })
    .input(createRentalInput)
    .output(jobView)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  list: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs" } })
    .input(jobsInput)
    .output(jobsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  get: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}" } })
    .input(jobInput)
    .output(jobView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  detail: walletProcedure("jobs:read")
    .input(jobInput)
    .output(rentalDetailView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  stop: walletProcedure("jobs:write")
    .meta({ openapi: { method: "DELETE", path: "/jobs/{id}" } })
    .input(jobInput)
    .output(stopOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  extend: walletProcedure("jobs:write")
    .meta({ openapi: { method: "POST", path: "/jobs/{id}/extend" } })
    .input(extendInput)
    .output(jobView)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  receipt: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/receipt" } })
    .input(jobInput)
    .output(receiptView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  events: walletProcedure("jobs:read")
    .meta({ openapi: { method: "GET", path: "/jobs/{id}/events" } })
    .input(jobInput)
    .output(rentalEventsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
});
