import { Refusal } from "@worldland/core/refusal";
import { daysInput } from "@worldland/core/wire/account";
import {
  earningsOutput,
  hostedRentalsInput,
  hostedRentalsOutput,
  joinNodeInput,
  joinView,
  maintenanceInput,
  nodeInput,
  nodesOutput,
  providerProfile,
  registerInput,
  setPriceInput,
  usageInput,
  usageOutput,
} from "@worldland/core/wire/console";
import { nothing } from "@worldland/core/wire/fields";
import { jobInput, stopOutput } from "@worldland/core/wire/rental";
import { router, sessionProcedure } from "../trpc.ts";

export const nodesRouter = router({
  profile: sessionProcedure
    .input(nothing)
    .output(providerProfile)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  register: sessionProcedure
    .input(registerInput)
    .output(providerProfile)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  list: sessionProcedure
    .input(nothing)
    .output(nodesOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  setMaintenance: sessionProcedure
    .input(maintenanceInput)
    .output(nodesOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  setPrice: sessionProcedure
    .input(setPriceInput)
    .output(nodesOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  join: sessionProcedure
    .input(joinNodeInput)
    .output(joinView)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  joinStatus: sessionProcedure
    .input(nodeInput)
    .output(joinView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  takeJoinLine: sessionProcedure
    .input(nodeInput)
    .output(joinView)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  usage: sessionProcedure
    .input(usageInput)
    .output(usageOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  earnings: sessionProcedure
    .input(daysInput)
    .output(earningsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  rentals: sessionProcedure
    .input(hostedRentalsInput)
    .output(hostedRentalsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  stopRental: sessionProcedure
    .input(jobInput)
    .output(stopOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
});
