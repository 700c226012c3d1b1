import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@worldland/run/places";

const SNAPSHOT = join(root, "packages", "contracts", "snapshots", "vault.json");

/** Figure of the snapshot → what it is, for readers. */
const SAY: Readonly<Record<string, string>> = {
  deposit: "deposit, repeated",
  withdraw: "withdraw, repeated",
  openRental: "open a rental, signed by the customer",
  openRentalBySessionKey: "open a rental, signed by a session key",
  settle10: "settle, per rental of a batch of 10",
  settle100: "settle, per rental of a batch of 100",
  settleAndClose100: "settle and close, per rental of a batch of 100",
  wholeLife: "whole life of a rental: deposit, open, and its part of batches of 100",
};

/** What the vault's calls cost, as forge measured them. Throws when the snapshot has a figure without words here. */
export function gasTable(): string {
  const figures: Readonly<Record<string, string>> = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
  const unknown = Object.keys(figures).filter((name) => !Object.hasOwn(SAY, name));
  if (unknown.length > 0) throw new Error(`gasTable.ts has no words for ${unknown.join(", ")}`);
  const lines = Object.entries(SAY).flatMap(([name, words]) => {
    const gas = figures[name];
    return gas === undefined ? [] : [`| ${words} | ${grouped(gas)} |`];
  });
  return ["| call | gas |", "|---|---|", ...lines].join("\n");
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, " ");
}
