import type { Meter, Pause } from "@worldland/core/rental/meter";
import type { Rental } from "@worldland/core/rental/rental";
import type { rentalPauses } from "../schema/rentalPauses.ts";
import type { rentals } from "../schema/rentals.ts";

export type RentalRow = typeof rentals.$inferSelect;
type PauseRow = typeof rentalPauses.$inferSelect;

/** The row and its pauses as the facts that `decide` judges. */
export function rentalOf(row: RentalRow, pauses: readonly PauseRow[]): Rental {
  const { id, version, customer, provider, ratePerSecond, durationS, requestedAt, orderDeadline } = row;
  const { provisionedAt, startedAt, endedAt, endReason, goneAt, nodeLostAt, trouble, restartOf } = row;
  return {
    id,
    version,
    customer,
    provider,
    ratePerSecond,
    durationS,
    requestedAt,
    orderDeadline,
    provisionedAt,
    startedAt,
    endedAt,
    endReason,
    goneAt,
    nodeLostAt,
    trouble,
    crashes: row.crashes.map((at) => new Date(at)),
    warnedS: row.warnedS,
    restartOf,
    meter: row.meter === null ? null : meterOf(row.meter),
    pauses: pauses.map(({ from, to, reason }): Pause => ({ from, to, reason })),
    vault: {
      state: row.vaultState,
      openedAt: row.vaultOpenedAt,
      stoppedAt: row.vaultStoppedAt,
      usedS: row.vaultUsedS,
    },
  };
}

/** The columns that an event may change; pauses are rows of their own. */
export function factColumns(rental: Rental) {
  const { durationS, provisionedAt, startedAt, endedAt, endReason, goneAt, nodeLostAt, trouble, vault } = rental;
  return {
    durationS,
    provisionedAt,
    startedAt,
    endedAt,
    endReason,
    goneAt,
    nodeLostAt,
    trouble,
    crashes: rental.crashes.map((at) => at.toISOString()),
    warnedS: rental.warnedS,
    restartOf: rental.restartOf,
    meter: rental.meter === null ? null : meterColumn(rental.meter),
    vaultState: vault.state,
    vaultOpenedAt: vault.openedAt,
    vaultStoppedAt: vault.stoppedAt,
    vaultUsedS: vault.usedS,
  };
}

function meterOf(column: NonNullable<RentalRow["meter"]>): Meter {
  return {
    ...column,
    lastGoodAt: new Date(column.lastGoodAt),
    badSince: column.badSince === null ? null : new Date(column.badSince),
    badUntil: column.badUntil === null ? null : new Date(column.badUntil),
  };
}

function meterColumn(meter: Meter): NonNullable<RentalRow["meter"]> {
  return {
    ...meter,
    lastGoodAt: meter.lastGoodAt.toISOString(),
    badSince: meter.badSince?.toISOString() ?? null,
    badUntil: meter.badUntil?.toISOString() ?? null,
  };
}
