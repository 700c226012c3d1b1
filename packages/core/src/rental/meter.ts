import { PERIODS } from "../limits.ts";
import { addSeconds, earlier, floorToSecond, later, secondsBetween } from "../time.ts";

export type PauseReason = "unreachable" | "prober_away" | "gift";

/** A stretch of a running rental that nobody pays for. Whole seconds; `to` is exclusive. */
export type Pause = { readonly from: Date; readonly to: Date; readonly reason: PauseReason };

/** What the reachability probes have proven so far. */
export type Meter = {
  /** Seconds proven up to `lastGoodAt`. */
  readonly provenS: number;
  readonly lastGoodAt: Date;
  /** First failed probe after the last good one; null: none failed since. */
  readonly badSince: Date | null;
  /** Newest failed probe after the last good one; null together with `badSince`. */
  readonly badUntil: Date | null;
  /** Pod and restart count of the last good probe: time without a prober is bridged only for the same ones. */
  readonly podUid: string;
  readonly restarts: number;
};

export type Probe = {
  readonly at: Date;
  /** True when the public address answered with a banner (and our host key, where that was checked). */
  readonly good: boolean;
  readonly podUid: string;
  readonly restarts: number;
};

export type Metered = { readonly meter: Meter; readonly pauses: readonly Pause[] };

/** A meter at its first good probe. */
export function startMeter(probe: Probe): Meter {
  const { podUid, restarts } = probe;
  return { provenS: 0, lastGoodAt: floorToSecond(probe.at), badSince: null, badUntil: null, podUid, restarts };
}

/**
 * Takes in one probe. Seconds between two good probes count when the probes are at most `proofGapS` apart, or when
 * no probe failed in between (ours did not run), the pod is the same and the gap fits the bridge; else they pause.
 */
export function meterProbe(metered: Metered, probe: Probe, expiresAt: Date): Metered {
  const { meter, pauses } = metered;
  const at = earlier(floorToSecond(probe.at), expiresAt);
  if (!probe.good) {
    return secondsBetween(meter.badUntil ?? meter.lastGoodAt, at) < 0 || meter.badUntil?.getTime() === at.getTime()
      ? metered
      : { meter: { ...meter, badSince: meter.badSince ?? at, badUntil: at }, pauses };
  }
  const gap = secondsBetween(meter.lastGoodAt, at);
  if (gap < 0) return metered;
  const proven = gap <= PERIODS.proofGapS || isBridged(meter, probe, gap);
  const next = {
    provenS: meter.provenS + (proven ? gap : 0),
    lastGoodAt: at,
    badSince: null,
    badUntil: null,
    podUid: probe.podUid,
    restarts: probe.restarts,
  };
  return { meter: next, pauses: proven ? pauses : [...pauses, ...pausesUntil(meter, at)] };
}

/** Closes the meter at the rental's end: a short tail counts, a long one is a pause, so the sums always meet. */
export function meterEnd(metered: Metered, end: Date): Metered {
  const { meter, pauses } = metered;
  const at = floorToSecond(end);
  const tail = secondsBetween(meter.lastGoodAt, at);
  if (tail <= 0) return metered;
  if (tail <= PERIODS.proofGapS) return { meter: { ...meter, provenS: meter.provenS + tail, lastGoodAt: at }, pauses };
  return { meter: { ...meter, lastGoodAt: at }, pauses: [...pauses, ...pausesUntil(meter, at)] };
}

/** Metered seconds as a person reads them at `now`: the short tail of a running rental is included. */
export function meteredSecondsAt(meter: Meter, now: Date, expiresAt: Date): number {
  const tail = secondsBetween(meter.lastGoodAt, earlier(now, expiresAt));
  return meter.provenS + (tail > 0 && tail <= PERIODS.proofGapS ? tail : 0);
}

/**
 * True when the pauses have become so long, at once or within a day before the newest failed probe, that the rental
 * must end. Only failed probes count: time in which our own prober did not run is held against nobody.
 */
export function isPausedTooLong(metered: Metered): boolean {
  const { badSince, badUntil } = metered.meter;
  if (badSince === null || badUntil === null) return false;
  const current = secondsBetween(badSince, badUntil);
  if (current > PERIODS.pauseLimitS) return true;
  const dayAgo = addSeconds(badUntil, -24 * 3600);
  const earlierPauses = metered.pauses
    .filter((pause) => pause.reason === "unreachable" && pause.to > dayAgo)
    .reduce((sum, pause) => sum + secondsBetween(later(pause.from, dayAgo), pause.to), 0);
  return earlierPauses + current > PERIODS.dailyPauseLimitS;
}

function isBridged(meter: Meter, probe: Probe, gap: number): boolean {
  const samePod = meter.podUid === probe.podUid && meter.restarts === probe.restarts;
  return meter.badSince === null && samePod && gap <= PERIODS.bridgeS + PERIODS.proofGapS;
}

/** What lies between the last good probe and `to`: unreachable as far as failed probes reach, then nobody looked. */
function pausesUntil(meter: Meter, to: Date): readonly Pause[] {
  const from = meter.lastGoodAt;
  if (meter.badUntil === null) return [{ from, to, reason: "prober_away" }];
  const seen = earlier(meter.badUntil, to);
  if (secondsBetween(seen, to) <= PERIODS.proofGapS) return [{ from, to, reason: "unreachable" }];
  const away: Pause = { from: seen, to, reason: "prober_away" };
  return secondsBetween(from, seen) === 0 ? [away] : [{ from, to: seen, reason: "unreachable" }, away];
}
