import { rounds } from "@worldland/testing/rounds";
import { type Books, coreBooks } from "./coreBooks.ts";
import { drawHistory, type History } from "./history.ts";
import { holdOf } from "./modelState.ts";

/** How many histories are played: `npm run soak` plays them all. */
export const WANTED = rounds(1_000, 10_000);

/** Draws a history and throws where `core` comes to other integers than the model. */
export function agreedHistory(seed: bigint): History {
  const history = drawHistory(seed);
  const [model, core] = [modelBooks(history), coreBooks(history.steps)].map(written);
  if (model !== core) throw new Error(`history ${seed}: the model has ${model}, core has ${core}`);
  return history;
}

function modelBooks({ model }: History): Books {
  const rentals = [...model.rentals.values()];
  return { balances: model.balances, holds: rentals.map(holdOf), used: rentals.map(({ used }) => Number(used)) };
}

function written(books: Books): string {
  return JSON.stringify(books, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}
