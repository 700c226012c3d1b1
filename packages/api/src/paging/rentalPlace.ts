/** Keys of a rental in lists of the newest first. */
export function keysOfRental({ row }: { readonly row: { readonly requestedAt: Date; readonly id: bigint } }): string[] {
  return [row.requestedAt.toISOString(), row.id.toString()];
}

/** The place that such keys name; null without. */
export function placeOf(keys: readonly string[] | null) {
  const [requestedAt, rentalId] = keys ?? [];
  if (requestedAt === undefined || rentalId === undefined) return null;
  return { requestedAt: new Date(requestedAt), rentalId: BigInt(rentalId) };
}
