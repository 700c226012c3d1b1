import { chargeOf } from "../ledger.ts";
import { larger } from "../money.ts";
import { addSeconds, earlier, floorToSecond, later, secondsBetween } from "../time.ts";
import { meterEnd, meteredSecondsAt, type Pause } from "./meter.ts";
import { expiresAtOf, type Rental } from "./rental.ts";
import { usedSecondsToReport } from "./settlement.ts";

/** What a rental has cost as of an instant, in wei. List, page and receipt say the same because they all ask here. */
export type Figures = {
  readonly meteredS: number;
  /** Rate × metered seconds: the vault's own once it has closed, derived before. */
  readonly charge: bigint;
  /** All that was ever set aside for it, or is still reserved; 0 once it can no longer be opened. */
  readonly hold: bigint;
  /** What came back of the hold, or would if it ended now. */
  readonly refund: bigint;
};

/** `now` is the application's clock. `hasOpenReservation`: a click's money still waits for its opening. */
export function figuresOf(rental: Rental, hasOpenReservation: boolean, now: Date): Figures {
  const meteredS = meteredAt(rental, now);
  const charge = rental.ratePerSecond * BigInt(meteredS);
  const hold = isSetAside(rental, hasOpenReservation) ? rental.ratePerSecond * BigInt(rental.durationS) : 0n;
  return { meteredS, charge, hold, refund: larger(0n, hold - charge) };
}

/** A stretch that is not charged. `ongoing`: it has not ended yet, and so may grow, or be bridged by the next probe. */
export type Uncounted = Pause & { readonly ongoing: boolean };

/**
 * All that is not charged between the start and `until`, in order: pauses, the present one too, and seconds given away.
 * `until` is the end, or while it runs the second now; with the metered seconds they fill the time up to it.
 */
export function uncountedOf(
  rental: Rental,
  meteredS: number,
  now: Date,
): { readonly until: Date | null; readonly pauses: readonly Uncounted[] } {
  const until = countedUntil(rental, now);
  if (until === null || rental.meter === null) return { until, pauses: [] };
  const known = rental.pauses.length;
  const { pauses } = rental.endedAt === null ? meterEnd({ meter: rental.meter, pauses: rental.pauses }, until) : rental;
  const gifts = giftsOf({ ...rental, pauses }, meteredS, until);
  const all = [
    ...pauses.map((pause, index) => ({ ...pause, ongoing: index >= known })),
    ...gifts.map((gift) => ({ ...gift, ongoing: false })),
  ];
  return { until, pauses: all.toSorted((a, b) => a.from.getTime() - b.from.getTime()) };
}

/** Null until it has started. Never before a second that is proven already. */
function countedUntil(rental: Rental, now: Date): Date | null {
  const expiresAt = expiresAtOf(rental);
  if (expiresAt === null || rental.meter === null) return null;
  return rental.endedAt ?? later(floorToSecond(earlier(now, expiresAt)), rental.meter.lastGoodAt);
}

/**
 * Seconds given away because the order was mined late or never: proven, but not charged. They are the first ones
 * proven, so together with the meter's own pauses they fill the time from start to end.
 */
function giftsOf(rental: Rental, meteredS: number, now: Date): readonly Pause[] {
  const { startedAt } = rental;
  if (startedAt === null) return [];
  let left = provenAt(rental, now) - meteredS;
  let from = startedAt;
  const gifts: Pause[] = [];
  for (const pause of [...rental.pauses, { from: rental.endedAt ?? now, to: null }]) {
    const seconds = Math.min(left, secondsBetween(from, pause.from));
    if (seconds > 0) gifts.push({ from, to: addSeconds(from, seconds), reason: "gift" });
    left -= Math.max(0, seconds);
    if (left <= 0 || pause.to === null) break;
    from = pause.to;
  }
  return gifts;
}

/** What the vault has still to charge for metered seconds, and how it will share it. `feeBps`: as it opened under. */
export function unsettledOf(rental: Rental, { meteredS }: Pick<Figures, "meteredS">, feeBps: number) {
  const seconds = Math.max(0, meteredS - rental.vault.usedS);
  return { seconds, ...chargeOf(rental.ratePerSecond, seconds, feeBps) };
}

function meteredAt(rental: Rental, now: Date): number {
  const { openedAt, usedS, state } = rental.vault;
  if (state === "closed") return usedS;
  if (rental.endedAt !== null) return usedSecondsToReport(rental, now) ?? 0;
  const proven = provenAt(rental, now);
  // Until the block comes it is taken to be in time.
  if (openedAt === null) return proven;
  const until = earlier(now, rental.vault.stoppedAt ?? now);
  return Math.max(usedS, Math.min(proven, Math.max(0, secondsBetween(openedAt, until))));
}

/** What the probes say, the short tail of a running rental included. */
function provenAt(rental: Rental, now: Date): number {
  const { meter, endedAt } = rental;
  const expiresAt = expiresAtOf(rental);
  if (meter === null || expiresAt === null) return 0;
  return endedAt === null ? meteredSecondsAt(meter, now, expiresAt) : meter.provenS;
}

function isSetAside({ vault }: Rental, hasOpenReservation: boolean): boolean {
  return vault.state === "open" || vault.state === "closed" || (vault.state === "unopened" && hasOpenReservation);
}
