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
import { issueChallenge } from "@worldland/db/commands/issueChallenge";
import { revokeSession } from "@worldland/db/commands/revokeSession";
import { sessionsOf } from "@worldland/db/queries/auth/sessionsOf";
import { isHex } from "viem";
import { z } from "zod";
import { signIn } from "../auth/signIn.ts";
import { signInTypedData } from "../auth/signInMessage.ts";
import { publicProcedure, router, sessionProcedure } from "../trpc.ts";
import { sessionView } from "../views/sessionView.ts";

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
    .mutation(async ({ ctx: { db, config, limits, ip }, input: { address: wallet } }) => {
      limits.challenge(ip, wallet);
      const { publicOrigin: origin, chainId } = config;
      const challenge = await issueChallenge(db, { wallet, origin, chainId });
      return {
        nonce: challenge.nonce,
        typed_data: signInTypedData(challenge),
        expires_at: challenge.expiresAt.toISOString(),
      };
    }),
  signIn: publicProcedure
    .meta({ openapi: { method: "POST", path: "/auth/sessions", protect: false }, status: 201 })
    .input(signInInput)
    .output(signInOutput)
    .mutation(async ({ ctx, input: { nonce, signature } }) => {
      ctx.limits.signIn(ctx.ip);
      if (!isHex(signature)) throw new Refusal("invalid_signature");
      const { token, session } = await signIn(ctx, { nonce, signature, userAgent: ctx.userAgent });
      ctx.pageCookie?.set(token);
      return { token, address: session.wallet, expires_at: session.expiresAt.toISOString() };
    }),
  sessions: sessionProcedure
    .meta({ openapi: { method: "GET", path: "/auth/sessions" } })
    .input(nothing)
    .output(sessionsOutput)
    .query(async ({ ctx: { db, wallet, caller } }) => ({
      sessions: (await sessionsOf(db, wallet)).map((row) => sessionView(row, caller.sessionId)),
    })),
  revokeSession: sessionProcedure
    .meta({ openapi: { method: "DELETE", path: "/auth/sessions/{id}" }, status: 204 })
    .input(revokeSessionInput)
    .output(z.void())
    .mutation(async ({ ctx: { db, wallet, caller, pageCookie }, input }) => {
      const id = input.id === "current" ? caller.sessionId : input.id;
      if (!(await revokeSession(db, { wallet, id }))) throw new Refusal("not_found");
      if (id === caller.sessionId) pageCookie?.clear();
    }),
});
