import { Refusal } from "@worldland/core/refusal";
import {
  availabilityInput,
  availabilityOutput,
  providerInput,
  providersInput,
  providersOutput,
  providerView,
  searchInput,
  searchOutput,
} from "@worldland/core/wire/provider";
import { publicProcedure, router } from "../trpc.ts";

export const providersRouter = router({
  list: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers", protect: false } })
    .input(providersInput)
    .output(providersOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  search: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/search", protect: false } })
    .input(searchInput)
    .output(searchOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  availability: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/gpu-availability", protect: false } })
    .input(availabilityInput)
    .output(availabilityOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  get: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/{id}", protect: false } })
    .input(providerInput)
    .output(providerView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
});
