import {
  accountView,
  daysInput,
  depositsOutput,
  ledgerInput,
  ledgerOutput,
  spendingOutput,
} from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { readClock } from "@worldland/db/clock";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { chargedByDay } from "@worldland/db/queries/account/chargedByDay";
import { ledgerOf } from "@worldland/db/queries/account/ledgerOf";
import { pendingGrant } from "@worldland/db/queries/account/pendingGrant";
import { youngDeposits } from "@worldland/db/queries/account/youngDeposits";
import { unsettledRentals } from "@worldland/db/queries/earnings/unsettledRentals";
import { pageOf } from "../paging/pageOf.ts";
import { router, walletProcedure } from "../trpc.ts";
import { ledgerEntryView, accountView as viewAccount } from "../views/accountView.ts";
import { MONTH_DAYS, spendingView } from "../views/spendingView.ts";

export const accountRouter = router({
  get: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account" } })
    .input(nothing)
    .output(accountView)
    .query(async ({ ctx: { db, config, wallet } }) => {
      const account = await accountOf(db, wallet);
      const budget = await budgetOf(db, wallet, config.delegate);
      const pending = await pendingGrant(db, wallet, config.delegate);
      return viewAccount(wallet, account, { budget, pending }, config, await readClock(db));
    }),
  deposits: walletProcedure("account:read")
    .input(nothing)
    .output(depositsOutput)
    .query(async ({ ctx: { db, wallet } }) => {
      const deposits = await youngDeposits(db, wallet);
      return {
        deposits: deposits.map(({ transactionHash: hash, amount, depth, confirmations, at }) => ({
          ...{ hash, amount_wei: `${amount}`, depth, confirmations, at: at.toISOString() },
        })),
      };
    }),
  ledger: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account/ledger" } })
    .input(ledgerInput)
    .output(ledgerOutput)
    .query(async ({ ctx: { db, config, wallet }, input }) => {
      const page = pageOf(config.sessionSecret, ["account.ledger", wallet, input.kind], input);
      const rows = await ledgerOf(db, { wallet, kind: input.kind, before: page.before, limit: page.fetch });
      const { shown, next_cursor } = page.cut(rows, ({ id }) => id);
      return { entries: shown.map((row) => ledgerEntryView(row, wallet)), next_cursor };
    }),
  spending: walletProcedure("account:read")
    .input(daysInput)
    .output(spendingOutput)
    .query(async ({ ctx: { db, wallet }, input }) => {
      const charged = await chargedByDay(db, wallet, Math.max(input.days, MONTH_DAYS));
      const unsettled = await unsettledRentals(db, "customer", wallet);
      const { available } = await accountOf(db, wallet);
      return spendingView(input, charged, unsettled, available, await readClock(db));
    }),
});
