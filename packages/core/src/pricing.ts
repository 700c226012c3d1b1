/** What a customer asks of one offer. GB are GiB. */
export type Resources = {
  readonly gpuCount: number;
  readonly cpuCores: number;
  readonly memoryGb: number;
  readonly storageGb: number;
};

/** An offer's prices, each in whole wei per second and unit. */
export type OfferPrices = {
  readonly gpuRate: bigint;
  readonly cpuRate: bigint;
  readonly memoryRate: bigint;
  readonly storageRate: bigint;
};

/** Wei per second of everything asked: a sum of products, so nothing is rounded. */
export function rentalRate(prices: OfferPrices, asked: Resources): bigint {
  return (
    prices.gpuRate * BigInt(asked.gpuCount) +
    prices.cpuRate * BigInt(asked.cpuCores) +
    prices.memoryRate * BigInt(asked.memoryGb) +
    prices.storageRate * BigInt(asked.storageGb)
  );
}

/** What is set aside for a term: rate × seconds, the most the rental can ever cost. */
export function holdFor(ratePerSecond: bigint, termSeconds: number): bigint {
  return ratePerSecond * BigInt(termSeconds);
}
