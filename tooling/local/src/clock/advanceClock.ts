import { stepClock } from "@worldland/db/commands/stepClock";
import type { Database } from "@worldland/db/database";
import { unprobedSince } from "@worldland/db/queries/worker/unprobedSince";
import { until } from "@worldland/testing/until";
import type { ChainClients } from "../stack/connectLocalChain.ts";

/** What the meter bridges without a probe of ours in between. */
const LONGEST_STRIDE_S = 600;
const PROBES_DEADLINE_MS = 30_000;

/**
 * Steps the application's clock and the local chain's together, in strides that the meter bridges, each followed by a
 * good probe of every running rental: so an hour passes in seconds and every second of it counts. Without probes
 * (`awaitProbes` false) rentals that cannot be reached hold nobody up.
 */
export async function advanceClock(
  { db, chain }: { db: Database; chain: Pick<ChainClients, "control"> },
  seconds: number,
  { awaitProbes = true }: { awaitProbes?: boolean } = {},
): Promise<void> {
  for (let left = seconds; left > 0; left -= LONGEST_STRIDE_S) {
    const stride = Math.min(left, LONGEST_STRIDE_S);
    const at = await stepClock(db, stride);
    await chain.control.increaseTime({ seconds: stride });
    await chain.control.mine({ blocks: 1 });
    if (!awaitProbes) continue;
    const isProbed = async () => (await unprobedSince(db, at)) === 0;
    await until("every running rental to be probed", isProbed, { deadlineMs: PROBES_DEADLINE_MS });
  }
}
