import { resolveImage } from "@worldland/db/commands/resolveImage";
import { openDatabase } from "@worldland/db/database";
import { readDatabaseUrl } from "../env.ts";

// An operator's word on which digest a catalogue image is pinned to; without one it cannot be rented:
//   DATABASE_URL=… node apps/worker/src/bin/pinImage.ts pytorch/pytorch:latest sha256:…

await pin(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function pin([reference, digest]: readonly string[]): Promise<void> {
  if (reference === undefined || digest === undefined) {
    throw new Error("Usage: DATABASE_URL=… node apps/worker/src/bin/pinImage.ts <reference> sha256:<digest>");
  }
  const database = openDatabase(readDatabaseUrl(), { max: 1, name: "worldland-pin-image" });
  try {
    await resolveImage(database.db, { reference, digest });
  } finally {
    await database.close();
  }
  console.log(`${reference} is ${digest} from now on; running rentals keep theirs.`);
}
