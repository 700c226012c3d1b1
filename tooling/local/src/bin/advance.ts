import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openDatabase } from "@worldland/db/database";
import { advanceClock } from "../clock/advanceClock.ts";
import { connectLocalChain } from "../stack/connectLocalChain.ts";
import { explain } from "../stack/explain.ts";
import { CHECKOUT } from "../stack/options.ts";
import type { StackInfo } from "../stack/stackInfo.ts";

// Steps the clock of a running local network, so that what takes an hour is seen in seconds:
//   node tooling/local/src/bin/advance.ts 3600 [state folder]

const [seconds = "", folder = join(CHECKOUT, ".local")] = process.argv.slice(2);
await advance(Number(seconds), resolve(folder)).catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});

async function advance(by: number, stateDir: string): Promise<void> {
  if (!Number.isInteger(by) || by <= 0)
    throw new Error("Usage: node tooling/local/src/bin/advance.ts <seconds> [state]");
  const info: StackInfo = JSON.parse(readFileSync(join(stateDir, "stack.json"), "utf8"));
  const database = openDatabase(info.databaseUrl, { max: 1, name: "worldland-advance" });
  try {
    await advanceClock({ db: database.db, chain: connectLocalChain(info.rpc, info.chainId) }, by);
  } finally {
    await database.close();
  }
  console.log(`${by} s later.`);
}
