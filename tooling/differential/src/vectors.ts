import { gpuVaultAbi } from "@worldland/contracts/abi";
import { encodeAbiParameters, type Hex, parseAbiParameters, toFunctionSelector } from "viem";
import type { History, Step } from "./history.ts";
import { holdOf, keyOf } from "./modelState.ts";
import { CAST, type Move } from "./move.ts";

/** In the order of the enum in Differential.t.sol. */
const KINDS = [
  "pass",
  "deposit",
  "withdraw",
  "open",
  "extend",
  "settle",
  "stop",
  "reclaim",
  "grant",
  "revoke",
  "setFee",
];

const HISTORY = parseAbiParameters([
  "(Step[] steps, uint256[] balances, uint256[] holds, uint32[] used, bool[] open, uint256[] spent) history",
  "struct Step { uint8 kind; uint8 who; uint8 other; uint8 signer; uint64 id; uint128 amount; uint64 seconds_; Usage[] usages; bytes4[] refusals; }",
  "struct Usage { uint64 rentalId; uint32 usedSeconds; bool close; }",
]);

const SELECTORS = new Map(
  gpuVaultAbi.flatMap((entry) => {
    if (entry.type !== "error") return [];
    const types = entry.inputs.map(({ type }) => type).join(",");
    return [[entry.name as string, toFunctionSelector(`${entry.name}(${types})`)]];
  }),
);

/** A history as forge reads it: what to do, the errors to meet, and the integers to end with. */
export function encodeHistory({ steps, model }: History): Hex {
  const rentals = [...model.rentals.values()];
  return encodeAbiParameters(HISTORY, [
    {
      steps: steps.map(encodeStep),
      balances: model.balances,
      holds: rentals.map(holdOf),
      used: rentals.map(({ used }) => Number(used)),
      open: rentals.map(({ open }) => open),
      spent: CAST.customers.flatMap((customer) => CAST.keys.map((key) => keyOf(model, customer, key).spent)),
    },
  ]);
}

function encodeStep({ move, refusals }: Step) {
  const nothing = { who: 0, other: 0, signer: 0, id: 0n, amount: 0n, seconds_: 0n, usages: [] };
  return { ...nothing, ...fields(move), kind: KINDS.indexOf(move.kind), refusals: refusals.map(selectorOf) };
}

function fields(move: Move) {
  switch (move.kind) {
    case "pass":
      return { seconds_: move.seconds };
    case "deposit":
    case "withdraw":
      return { who: move.who, amount: move.amount };
    case "open": {
      const { id, customer, provider, signer, rate, term } = move;
      return { id, who: customer, other: provider, signer, amount: rate, seconds_: term };
    }
    case "extend":
      return { id: move.id, signer: move.signer, seconds_: move.term };
    case "settle":
      return { usages: move.usages.map(({ id, used, close }) => ({ rentalId: id, usedSeconds: Number(used), close })) };
    case "stop":
      return { id: move.id, who: move.by };
    case "reclaim":
      return { id: move.id };
    case "grant":
      return { who: move.customer, other: move.key, amount: move.limit, seconds_: move.expiresAt };
    case "revoke":
      return { who: move.customer, other: move.key };
    case "setFee":
      return { who: move.recipient, amount: move.feeBps };
  }
}

function selectorOf(error: string): Hex {
  const selector = SELECTORS.get(error);
  if (selector === undefined) throw new Error(`the vault knows no error ${error}`);
  return selector;
}
