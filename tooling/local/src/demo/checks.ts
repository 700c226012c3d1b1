import { readBalance, readHold, readRental } from "@worldland/contracts/vault";
import { feeFloor } from "@worldland/core/money";
import type { JobView, ReceiptView } from "@worldland/core/wire/rental";
import { until } from "@worldland/testing/until";
import type { Address } from "viem";
import { expectEqual, expectTrue } from "./story.ts";
import type { World } from "./world.ts";

const SECONDS_PER_HOUR = 3600n;

/** Everybody's balance in the vault, to tell afterwards who got what. */
export async function balancesOf(world: World, accounts: Record<string, Address>): Promise<Record<string, bigint>> {
  const { chain, vault } = world;
  const entries = Object.entries(accounts).map(
    async ([who, account]) => [who, await readBalance(chain.reader, vault, account)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Redoes the receipt's arithmetic, and asks the chain for its transactions and for what the vault has of the rental. */
export async function checkReceipt(world: World, job: JobView, receipt: ReceiptView, hours: bigint): Promise<void> {
  const rate = BigInt(receipt.rate_per_second_wei);
  const charge = rate * BigInt(receipt.metered_seconds);
  const fee = feeFloor(charge, world.feeBps);
  const wasOpened = receipt.transactions.some(({ kind }) => kind === "open");
  const hold = wasOpened ? rate * hours * SECONDS_PER_HOUR : 0n;
  expectEqual("the receipt's charge", BigInt(receipt.charge_wei), charge);
  expectEqual("the receipt's fee", BigInt(receipt.fee_wei), fee);
  expectEqual("the provider's share", BigInt(receipt.provider_wei), charge - fee);
  expectEqual("the hold", BigInt(receipt.hold_wei), hold);
  expectEqual("the refund", BigInt(receipt.refund_wei), hold - charge);
  expectEqual("settled", receipt.settled, true);
  for (const { hash, block } of receipt.transactions) {
    expectTrue(`${hash} is a hash`, hash.startsWith("0x"));
    const mined = await world.chain.reader.getTransactionReceipt({ hash: `0x${hash.slice(2)}` });
    expectEqual(`the status of ${hash}`, mined.status, "success");
    expectEqual(`the block of ${hash}`, Number(mined.blockNumber), block);
  }
  const rentalId = BigInt(job.rental_id);
  const onChain = await readRental(world.chain.reader, world.vault, rentalId);
  expectEqual("what the vault still holds for it", await readHold(world.chain.reader, world.vault, rentalId), 0n);
  expectEqual("open in the vault", onChain.open, false);
  expectEqual("the vault's used seconds", onChain.usedSeconds, wasOpened ? receipt.metered_seconds : 0);
}

/** Pod, service, secret and the rest of a rental are gone. */
export async function checkNothingLeft(world: World, job: JobView): Promise<void> {
  let left: readonly string[] = [];
  const isEmpty = async () => {
    left = await world.eyes.objectsOf(BigInt(job.rental_id));
    return left.length === 0;
  };
  await until("the workload to be gone", isEmpty, { deadlineMs: 30_000 }).catch(() => {
    throw new Error(`the cluster still has ${left.join(", ")}`);
  });
}

/** As many GPUs of the offer are free as before. */
export async function checkFree(world: World, offerId: string, available: number): Promise<void> {
  const isFree = async () => (await world.customer.client.offers.get(offerId)).available_gpus === available;
  await until(`${available} GPUs of the offer to be free`, isFree);
}
