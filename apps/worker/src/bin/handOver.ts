import { handOver } from "@worldland/db/commands/handOver";
import { openDatabase } from "@worldland/db/database";
import { readDatabaseUrl } from "../env.ts";

// An operator key is gone for good (lost, stolen, retired): another takes its place.
//   DATABASE_URL=… node apps/worker/src/bin/handOver.ts 0x<old> 0x<new>
// Safe while workers run, and to repeat.

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && "suggestion" in error) console.error(error.suggestion);
  process.exitCode = 1;
});

async function main([from, to]: readonly string[]): Promise<void> {
  if (!isAddress(from) || !isAddress(to)) {
    throw new Error("Usage: DATABASE_URL=… node apps/worker/src/bin/handOver.ts 0x<old key's address> 0x<new one's>");
  }
  const database = openDatabase(readDatabaseUrl(), { max: 1, name: "worldland-hand-over" });
  try {
    const { intents, signed } = await handOver(database.db, { from: from.toLowerCase(), to: to.toLowerCase() });
    const taken = `${intents} planned ${intents === 1 ? "intent" : "intents"} that it now signs`;
    console.log(`${to} has taken over from ${from}: its rentals, and ${taken}.`);
    if (signed > 0) console.log(aboutSigned(signed));
  } finally {
    await database.close();
  }
}

function aboutSigned(signed: number): string {
  const waiting = `${signed} ${signed === 1 ? "transaction" : "transactions"} that the old key had signed`;
  return `${waiting} may still be mined; the new key's worker sees to it.
Should they stay (too little gas, too low a fee), have the vault's owner take the old key's role away
(setOperator(old, false)), wait until that is at depth, and run this again: then they are signed anew.`;
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^0x[0-9a-fA-F]{40}$/.test(text);
}
