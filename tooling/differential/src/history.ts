import { newDraw } from "./draw.ts";
import { drawMove } from "./drawMove.ts";
import { makeMove } from "./model.ts";
import { type Model, newModel } from "./modelState.ts";
import { CAST, type Move, START } from "./move.ts";

/** A move with the vault's errors that it may meet; none means that it goes through. */
export type Step = { readonly move: Move; readonly refusals: readonly string[] };
/** What happened, and what the model is left with. */
export type History = { readonly steps: readonly Step[]; readonly model: Model };

const LENGTH = 20;

/** A random history: the same for the same seed. It begins with money and a granted key. */
export function drawHistory(seed: bigint): History {
  const draw = newDraw(seed);
  const model = newModel();
  const steps: Step[] = [];
  const play = (move: Move) => steps.push({ move, refusals: makeMove(model, move) });
  for (const who of CAST.customers) {
    const amount = 3600n + draw.below(10n ** draw.oneOf(8n, 20n, 26n));
    play({ kind: "deposit", who, amount });
    const key = draw.oneOf(...CAST.keys);
    play({ kind: "grant", customer: who, key, limit: amount / draw.oneOf(1n, 2n), expiresAt: START + 86_400n });
  }
  while (steps.length < LENGTH) play(drawMove(model, draw));
  return { steps, model };
}
