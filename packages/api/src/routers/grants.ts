import { Refusal } from "@worldland/core/refusal";
import {
  draftGrantInput,
  draftGrantOutput,
  grantsOutput,
  submitGrantInput,
  submitGrantOutput,
} from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { readClock } from "@worldland/db/clock";
import { requestGrant } from "@worldland/db/commands/requestGrant";
import { grantsOf } from "@worldland/db/queries/account/grantsOf";
import { nextGrantNonce } from "@worldland/db/queries/account/nextGrantNonce";
import { draftGrant, grantTypedData, readGrant } from "../granting/grantMessage.ts";
import { verifySigned } from "../signing/verifySigned.ts";
import { router, sessionProcedure, walletProcedure } from "../trpc.ts";
import { grantView } from "../views/budgetView.ts";
import { typedDataView } from "../views/typedDataView.ts";

export const grantsRouter = router({
  list: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/session-grants" } })
    .input(nothing)
    .output(grantsOutput)
    .query(async ({ ctx: { db, config, wallet } }) => {
      const grants = await grantsOf(db, wallet);
      const now = await readClock(db);
      const views = grants.map((grant) => grantView(grant, config.delegate, now));
      return { session_grants: views.toSorted((a, b) => Number(b.is_delegate) - Number(a.is_delegate)) };
    }),
  /** The message that allows a key to spend, ready to sign; `spend_limit_wei` 0 revokes. */
  draft: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/session-grants/draft" } })
    .input(draftGrantInput)
    .output(draftGrantOutput)
    .mutation(async ({ ctx: { db, config, wallet }, input }) => {
      const grant = draftGrant(wallet, input, input.key ?? config.delegate, await nextGrantNonce(db, wallet));
      const typed_data = typedDataView(grantTypedData(config, grant));
      return { grant: typed_data.message, typed_data };
    }),
  /** Takes the customer's own signature: a session key cannot widen what it may spend. */
  submit: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/session-grants" }, status: 202 })
    .input(submitGrantInput)
    .output(submitGrantOutput)
    .mutation(async ({ ctx: { db, config, wallet }, input }) => {
      const grant = readGrant(input.grant);
      if (grant.customer !== wallet) throw new Refusal("invalid_request", "This grant is of another wallet.");
      const signed = await verifySigned({ db, config }, wallet, grantTypedData(config, grant), input.signature);
      if (signed.sessionKey !== null) throw new Refusal("invalid_signature");
      const { id } = await requestGrant(db, { grant, signature: signed.signature });
      return { id, status: "accepted" };
    }),
});
