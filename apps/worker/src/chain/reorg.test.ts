import { accountOf } from "@worldland/core/ledger";
import { scannedBlocks } from "@worldland/db/queries/chain/scannedBlocks";
import { vaultEvents } from "@worldland/db/schema/vaultEvents";
import { rounds } from "@worldland/testing/rounds";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf } from "../testing/books.ts";
import { copyClicks, freshMirror, mirrorOf } from "../testing/mirrors.ts";
import { DEEDS, type Deed, vaultLife } from "../testing/vaultLife.ts";
import { HOLD, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { auditLedger } from "./auditLedger.ts";
import { scanChain } from "./scanChain.ts";

/** Far beyond what is ever final for us: 12 on WorldLand, 2 here. */
const DEEPEST = 64;

let m: VaultMarket;
beforeAll(async () => {
  m = await startVaultMarket();
});
afterAll(() => m.close());

/** Every deed at least once, in any order; what another needs is done early. */
const everyDeed = fc
  .shuffledSubarray([...DEEDS], { minLength: DEEDS.length })
  .map((deeds): readonly Deed[] => ["open", "openByClick", "open", "openByClick", ...deeds]);

test("a reorg as deep as 64 blocks leaves what a fresh scan finds, whatever was done at the vault on either branch", async () => {
  let reorgs = 0;
  let undone = 0;
  const takenBack = new Set<string>();
  const oneReorg = async (depth: number, deeds: readonly Deed[], otherDeeds: readonly Deed[]) => {
    const customers = [await m.customer(HOLD * 40n), await m.customer(HOLD * 40n)] as const;
    const life = vaultLife(m, [...customers]);
    for (const deed of ["open", "openByClick", "grant", "open"] as const) await life.do(deed);
    await scanChain(m.deps);
    const ancestor = await m.client.getBlockNumber();
    const snapshot = await m.chain.snapshot();

    const first = life.fork();
    for (const deed of deeds) {
      if ((await m.client.getBlockNumber()) >= ancestor + BigInt(depth) - 3n) break;
      await first.do(deed);
      await scanChain(m.deps);
    }
    const left = ancestor + BigInt(depth) - (await m.client.getBlockNumber());
    await m.chain.mine({ blocks: Number(left) });
    await scanChain(m.deps);
    expect((await scannedBlocks(m.db))[0]?.number).toBe(ancestor + BigInt(depth));

    for (const { name, blockNumber } of await m.db.select().from(vaultEvents)) {
      if (blockNumber > ancestor) takenBack.add(name);
    }
    await m.chain.revert({ id: snapshot });
    await m.pass(40);
    const second = life.fork();
    for (const deed of otherDeeds) await second.do(deed);
    const missing = ancestor + BigInt(depth) + 1n - (await m.client.getBlockNumber());
    if (missing > 0n) await m.chain.mine({ blocks: Number(missing) });
    await scanChain(m.deps);

    const scannedAnew = await freshMirror(m, async (fresh) => {
      await copyClicks(m, fresh, 3600);
      await scanChain(fresh);
      return mirrorOf(fresh);
    });
    expect(await mirrorOf(m)).toEqual(scannedAnew);
    const books = await booksOf(
      m,
      customers.map(({ address }) => address),
      [],
    );
    expect(books.ledger).toEqual(books.vault);
    expect(Object.keys(books.ledger)).toEqual(customers.map(({ address }) => accountOf(address)));
    expect(await auditLedger(m.deps)).toEqual([]);
    reorgs += 1;
    undone += depth;
  };
  const anyDepth = fc.integer({ min: 5, max: DEEPEST });
  await fc.assert(fc.asyncProperty(anyDepth, everyDeed, everyDeed, oneReorg), {
    numRuns: rounds(1, 40),
    endOnFailure: true,
    examples: [[DEEPEST, ["open", "openByClick", ...DEEDS], [...DEEDS].reverse()]],
  });
  // Every kind of event was taken back.
  expect(takenBack.size).toBe(13);
  console.log(`reorgs: ${reorgs}, ${undone} blocks taken back, each time equal to a fresh scan`);
});
