import { accountView, daysInput, depositsOutput, spendingOutput } from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { ledgerInput, ledgerOutput } from "@worldland/core/wire/ledger";
import { rentalUsageInput, rentalUsageOutput } from "@worldland/core/wire/rentalUsage";
import { readClock } from "@worldland/db/clock";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { chargedByDay } from "@worldland/db/queries/account/chargedByDay";
import { isPartyOf } from "@worldland/db/queries/account/isPartyOf";
import { ledgerOf } from "@worldland/db/queries/account/ledgerOf";
import { pendingGrant } from "@worldland/db/queries/account/pendingGrant";
import { youngDeposits } from "@worldland/db/queries/account/youngDeposits";
import { unsettledRentals } from "@worldland/db/queries/earnings/unsettledRentals";
import { rentalUsage } from "@worldland/db/queries/rentals/rentalUsage";
import { found, rentalIdOf } from "../found.ts";
import { pageByKeys } from "../paging/pageByKeys.ts";
import { pageOf } from "../paging/pageOf.ts";
import { keysOfRental, placeOf } from "../paging/rentalPlace.ts";
import { router, walletProcedure } from "../trpc.ts";
import { accountView as viewAccount } from "../views/accountView.ts";
import { ledgerEntryView } from "../views/ledgerView.ts";
import { rentalUsageView } from "../views/rentalUsageView.ts";
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
      const { kind, job_id, from, to } = input;
      const page = pageOf(config.sessionSecret, ["account.ledger", wallet, kind, job_id, from, to], input);
      const rentalId = job_id === undefined ? undefined : rentalIdOf(job_id);
      if (rentalId !== undefined) found((await isPartyOf(db, wallet, rentalId)) || null);
      const filter = { kind, rentalId, from: dateOf(from), to: dateOf(to) };
      const rows = await ledgerOf(db, { wallet, ...filter, before: page.before, limit: page.fetch });
      const { shown, next_cursor } = page.cut(rows, ({ id }) => id);
      return { entries: shown.map((row) => ledgerEntryView(row, wallet)), next_cursor };
    }),
  usage: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/account/usage" } })
    .input(rentalUsageInput)
    .output(rentalUsageOutput)
    .query(async ({ ctx: { db, config, wallet }, input: { limit, cursor, from, to } }) => {
      const span = { from: dateOf(from), to: dateOf(to) };
      const { rows, next_cursor } = await pageByKeys(
        config,
        { scope: ["account.usage", wallet, from, to], cursor, limit },
        {
          read: (keys, count) => rentalUsage(db, { customer: wallet, ...span, after: placeOf(keys), limit: count }),
          keysOf: keysOfRental,
          keyCount: 2,
        },
      );
      return { rentals: rows.map(rentalUsageView), next_cursor };
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

function dateOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
