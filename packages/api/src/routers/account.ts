import { Refusal } from "@worldland/core/refusal";
import {
  accountView,
  daysInput,
  depositsOutput,
  ledgerInput,
  ledgerOutput,
  spendingOutput,
} from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { router, walletProcedure } from "../trpc.ts";

export const accountRouter = router({
  get: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account" } })
    .input(nothing)
    .output(accountView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  deposits: walletProcedure("account:read")
    .input(nothing)
    .output(depositsOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  ledger: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account/ledger" } })
    .input(ledgerInput)
    .output(ledgerOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  spending: walletProcedure("account:read")
    .input(daysInput)
    .output(spendingOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
});
