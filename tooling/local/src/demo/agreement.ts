import { readBalance, readHold } from "@worldland/contracts/vault";
import { accountOf, holdOf } from "@worldland/core/ledger";
import { ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import { type Address, getAddress } from "viem";
import { SEED } from "../stack/seed.ts";
import { expectEqual } from "./story.ts";
import type { World } from "./world.ts";

/** At the end ledger, vault and cluster tell the same story. */
export async function agreement(world: World): Promise<void> {
  const { story } = world;
  story.chapter("Does everybody agree?");
  await story.step(
    "the ledger equals the vault, account by account",
    () => compareLedger(world),
    (count) => `${count} accounts at one block`,
  );
  await story.step("nobody has anything held", async () => {
    for (const { client } of [world.customer, world.customer2]) {
      expectEqual("held", (await client.account()).held_wei, "0");
    }
  });
  await story.step("the cluster is empty, every GPU is free", async () => {
    expectEqual("left in the cluster", (await world.eyes.objectsOfAll()).join(", "), "");
    const { offers } = await world.customer.client.offers.market({ limit: 100 });
    for (const { node, available_gpus, total_gpus } of offers)
      expectEqual(`free on ${node}`, available_gpus, total_gpus);
    expectEqual("offers", offers.length, SEED.flatMap(({ nodes }) => nodes).length);
  });
}

async function compareLedger(world: World): Promise<number> {
  const { chain, vault } = world;
  const rentals = await allRentals(world);
  const accounts = new Set<Address>([world.feeRecipient, world.customer.address, world.customer2.address]);
  for (const { provider } of rentals) accounts.add(provider);
  const names = [...[...accounts].map(accountOf), ...rentals.map(({ rentalId }) => holdOf(rentalId))];
  const ledger = await ledgerAt(world.stack.db, names);
  if (ledger === null) throw new Error("there is no ledger");
  const { number: blockNumber } = ledger;
  for (const account of accounts) {
    const inVault = await readBalance(chain.reader, vault, account, { blockNumber });
    expectEqual(`the ledger's ${account}`, ledger.balances.get(accountOf(account)), inVault);
  }
  for (const { rentalId } of rentals) {
    const inVault = await readHold(chain.reader, vault, rentalId, { blockNumber });
    expectEqual(`the ledger's hold of ${rentalId}`, ledger.balances.get(holdOf(rentalId)), inVault);
  }
  expectEqual("the sum of all accounts", ledger.sum, 0n);
  return names.length;
}

async function allRentals(world: World): Promise<{ rentalId: bigint; provider: Address }[]> {
  const pages = await Promise.all(
    [world.customer, world.customer2].map(({ client }) => client.rentals.list({ limit: 100 })),
  );
  return pages.flatMap(({ jobs }) =>
    jobs.map((job) => ({ rentalId: BigInt(job.rental_id), provider: getAddress(job.provider_id) })),
  );
}
