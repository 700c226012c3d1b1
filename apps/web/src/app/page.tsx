/** The marketplace. */
export default function MarketplacePage() {
  return null;
}
