import { inArray } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { images } from "../../schema/images.ts";

/** Digests (`sha256:…`) of those catalogue images that an operator has pinned. */
export async function imageDigests(db: Executor, references: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ reference: images.reference, digest: images.digest })
    .from(images)
    .where(inArray(images.reference, [...references]));
  return new Map(rows.map(({ reference, digest }) => [reference, digest]));
}
