import { billing } from "../billing/billing.ts";
import { type Bench, rounded } from "../figure.ts";
import { gas } from "../gas.ts";
import { ledger } from "../ledger.ts";
import { openRental } from "../openRental/openRental.ts";
import { queue } from "../queue/queue.ts";
import { scan } from "../scan/scan.ts";
import { search } from "../search/search.ts";
import { signIn } from "../signIn.ts";
import { start } from "../start.ts";
import { timeToSsh } from "../timeToSsh/timeToSsh.ts";
import { webSize } from "../webSize.ts";

// npm run bench [name …]: one JSON line per figure. Ratios are medians of pairs taken in turn in this run; on a shared
// machine nothing else means anything. A bar that is missed is reported, never hidden; no bench fails.

const BENCHES: Readonly<Record<string, Bench>> = {
  gas,
  "web-size": webSize,
  "open-rental": openRental,
  search,
  queue,
  billing,
  ledger,
  scan,
  "sign-in": signIn,
  "time-to-ssh": timeToSsh,
};
/** Take minutes and the whole machine: only when asked for by name. */
const BY_NAME_ONLY: Readonly<Record<string, Bench>> = { start };

const known = { ...BENCHES, ...BY_NAME_ONLY };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(known, name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(" or ")}. There are: ${Object.keys(known).join(", ")}`);
  process.exit(2);
}

for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) {
  const outcome = await known[name]?.((figure) => {
    console.log(JSON.stringify({ bench: name, ...figure, value: rounded(figure.value) }));
  });
  if (outcome !== undefined) console.error(`${name}: not measured, because ${outcome.skip}`);
}
// Not left to the event loop: whatever a bench started and forgot must not keep the run from ending.
process.exit(0);
