import { CAST, FIRST_FEE_BPS, PEOPLE, START } from "./move.ts";

/** What the model remembers of a rental: seconds, and base units a second. `key` is the session key with money in it. */
export type ModelRental = {
  customer: number;
  provider: number;
  rate: bigint;
  term: bigint;
  openedAt: bigint;
  stoppedAt: bigint | null;
  used: bigint;
  feeBps: bigint;
  open: boolean;
  key: number | null;
  keyPart: bigint;
};
/** The whole vault: balances by person, rentals by id, session keys by `customer/key`. */
export type Model = {
  now: bigint;
  balances: bigint[];
  rentals: Map<bigint, ModelRental>;
  keys: Map<string, { limit: bigint; spent: bigint; expiresAt: bigint }>;
  feeBps: bigint;
  recipient: number;
};

export function newModel(): Model {
  const money = { balances: Array<bigint>(PEOPLE).fill(0n), feeBps: FIRST_FEE_BPS, recipient: CAST.recipients[0] };
  return { now: START, rentals: new Map(), keys: new Map(), ...money };
}

export const keyOf = (model: Model, customer: number, key: number) =>
  model.keys.get(`${customer}/${key}`) ?? { limit: 0n, spent: 0n, expiresAt: 0n };
export const balanceOf = (model: Model, who: number) => model.balances[who] ?? 0n;
export const holdOf = (rental: ModelRental) => (rental.open ? rental.rate * (rental.term - rental.used) : 0n);
export const endOf = (rental: ModelRental) => rental.stoppedAt ?? rental.openedAt + rental.term;

export function lesser(a: bigint, b: bigint): bigint {
  if (a <= b) return a;
  return b;
}
