import { nothing } from "@worldland/core/wire/fields";
import { statementInput, statementView as statementOutput, statementsOutput } from "@worldland/core/wire/statement";
import { statementMonths } from "@worldland/db/queries/account/statementMonths";
import { statementOf } from "@worldland/db/queries/account/statementOf";
import { router, walletProcedure } from "../trpc.ts";
import { monthSpan, statementView } from "../views/statementView.ts";

/** Entries that a statement lists at most; its sums are of all. */
const ENTRIES = 2000;

/** What a wallet's money did, month by month. */
export const statementsRouter = router({
  list: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account/statements" } })
    .input(nothing)
    .output(statementsOutput)
    .query(async ({ ctx: { db, wallet } }) => ({ statements: await statementMonths(db, wallet) })),
  get: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account/statements/{month}" } })
    .input(statementInput)
    .output(statementOutput)
    .query(async ({ ctx: { db, wallet }, input: { month } }) => {
      const statement = await statementOf(db, { wallet, ...monthSpan(month), limit: ENTRIES });
      return statementView(month, wallet, statement);
    }),
});
