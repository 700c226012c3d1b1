import { Refusal } from "@worldland/core/refusal";
import {
  challengeInput,
  challengeOutput,
  revokeSessionInput,
  sessionsOutput,
  signInInput,
  signInOutput,
  whoamiOutput,
} from "@worldland/core/wire/auth";
import { nothing } from "@worldland/core/wire/fields";
import { z } from "zod";
import { publicProcedure, router, sessionProcedure } from "../trpc.ts";

export const authRouter = router({
  whoami: publicProcedure
    .input(nothing)
    .output(whoamiOutput)
    .query(({ ctx: { caller, config } }) => ({
      address: caller?.address ?? null,
      operator: caller?.via === "session" && config.admins.includes(caller.address),
    })),
  challenge: publicProcedure
    .meta({ openapi: { method: "POST", path: "/auth/challenge", protect: false } })
    .input(challengeInput)
    .output(challengeOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  signIn: publicProcedure
    .meta({ openapi: { method: "POST", path: "/auth/sessions", protect: false }, status: 201 })
    .input(signInInput)
    .output(signInOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  sessions: sessionProcedure
    .meta({ openapi: { method: "GET", path: "/auth/sessions" } })
    .input(nothing)
    .output(sessionsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  revokeSession: sessionProcedure
    .meta({ openapi: { method: "DELETE", path: "/auth/sessions/{id}" }, status: 204 })
    .input(revokeSessionInput)
    .output(z.void())
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
});
