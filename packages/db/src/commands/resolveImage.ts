import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { images } from "../schema/images.ts";

/** An operator's word on which digest a catalogue image is pinned to from now on. Running rentals keep theirs. */
export async function resolveImage(db: Database, image: { reference: string; digest: string }): Promise<void> {
  if (!/^sha256:[0-9a-f]{64}$/.test(image.digest)) throw new Error(`${image.digest} is no sha256 digest`);
  const values = { ...image, resolvedAt: appNow };
  await db.insert(images).values(values).onConflictDoUpdate({ target: images.reference, set: values });
}
