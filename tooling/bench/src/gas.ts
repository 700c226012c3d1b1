import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "./figure.ts";
import { root } from "./root.ts";

/** What each operation may cost at most; the tests of the contract hold it to them. Null: noted only. */
const BARS = {
  deposit: 49_000,
  openRental: 75_000,
  openRentalBySessionKey: null,
  settle10: 12_700,
  settle100: 9_000,
  settleAndClose100: null,
  withdraw: 45_000,
  wholeLife: 140_000,
} as const;

/** The vault's gas table, as its tests measured it, against its bars. */
export const gas: Bench = async (report) => {
  const table: unknown = JSON.parse(await readFile(join(root, "packages/contracts/snapshots/vault.json"), "utf8"));
  const measured = new Map<string, unknown>(Object.entries(table ?? {}));
  for (const [figure, bar] of Object.entries(BARS)) {
    const value = Number(measured.get(figure));
    report({ figure, value, unit: "gas", n: 1 });
    if (bar !== null) report({ figure, value: value / bar, unit: "x", ratio_to: `its bar of ${bar}`, n: 1 });
  }
  return undefined;
};
