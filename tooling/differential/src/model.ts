import { balanceOf, endOf, holdOf, keyOf, lesser, type Model, type ModelRental } from "./modelState.ts";
import type { Move } from "./move.ts";

// GPUVault in a hundred lines, from the words of the design; it shares nothing with the contract or with `core`.
/** Makes the move, or leaves everything as it was and says which refusals it may meet. */
export function makeMove(model: Model, move: Move): readonly string[] {
  const [before, refusals] = [structuredClone(model), attempt(model, move).filter((refusal) => refusal !== "")];
  if (refusals.length > 0) Object.assign(model, before);
  return refusals;
}

function attempt(model: Model, move: Move): readonly string[] {
  if (move.kind === "pass") model.now += move.seconds;
  else if (move.kind === "deposit") pay(model, move.who, move.amount);
  else if (move.kind === "withdraw") return take(model, move.who, move.amount);
  else if (move.kind === "settle") return settle(model, move.usages);
  else if (move.kind === "open") {
    const { id, customer, provider, rate, term, signer } = move;
    const fixed = { customer, provider, rate, term, openedAt: model.now, feeBps: model.feeBps };
    const rental = { ...fixed, used: 0n, stoppedAt: null, open: true, key: null, keyPart: 0n };
    const refusals = [rate === 0n ? "BadRate" : "", term < 3600n || term > 2_592_000n ? "BadTerm" : ""];
    refusals.push(model.rentals.has(id) ? "RentalExists" : "", ...pledge(model, rental, signer, rate * term));
    model.rentals.set(id, rental);
    return refusals;
  } else if (move.kind === "grant" || move.kind === "revoke") {
    const { limit, expiresAt } = move.kind === "grant" ? move : { limit: 0n, expiresAt: 0n };
    const { spent } = keyOf(model, move.customer, move.key);
    model.keys.set(`${move.customer}/${move.key}`, { limit, spent, expiresAt });
    return [move.kind === "grant" && expiresAt < model.now ? "SessionKeyExpired" : ""];
  } else if (move.kind === "setFee") Object.assign(model, { feeBps: move.feeBps, recipient: move.recipient });
  else return change(model, move);
  return [];
}

function change(model: Model, move: Move & { kind: "extend" | "stop" | "reclaim" }): readonly string[] {
  const rental = model.rentals.get(move.id);
  if (!rental?.open || (move.kind === "extend" && rental.stoppedAt !== null)) return ["RentalNotOpen"];
  if (move.kind === "stop") {
    rental.stoppedAt ??= lesser(model.now, endOf(rental));
    return [move.by === rental.customer || move.by === rental.provider ? "" : "NotParty"];
  }
  if (move.kind === "reclaim") {
    if (model.now < endOf(rental) + 604_800n) return ["GraceNotOver"];
    close(model, rental);
    return [];
  }
  if (move.term <= rental.term || move.term > 2_592_000n) return ["BadTerm"];
  const refusals = pledge(model, rental, move.signer, rental.rate * (move.term - rental.term));
  rental.term = move.term;
  return refusals;
}

/** Sets `amount` aside on somebody's signature: the customer's own, or a live key's whose limit covers it. */
function pledge(model: Model, rental: ModelRental, signer: number, amount: bigint): readonly string[] {
  const refusals = take(model, rental.customer, amount);
  if (signer === rental.customer) return refusals;
  const key = keyOf(model, rental.customer, signer);
  if (key.expiresAt === 0n || (rental.key !== null && rental.key !== signer)) return [...refusals, "InvalidSignature"];
  const left = key.limit - key.spent;
  key.spent += amount;
  Object.assign(rental, { key: signer, keyPart: rental.keyPart + amount });
  return [...refusals, key.expiresAt < model.now ? "SessionKeyExpired" : "", left < amount ? "SpendLimitExceeded" : ""];
}

function settle(model: Model, usages: (Move & { kind: "settle" })["usages"]): readonly string[] {
  for (const usage of usages) {
    const rental = model.rentals.get(usage.id);
    if (rental && !rental.open && rental.used === usage.used) continue;
    if (!rental?.open) return ["RentalNotOpen"];
    if (usage.used < rental.used) return ["UsageDecreased"];
    if (usage.used > (rental.stoppedAt ?? model.now) - rental.openedAt) return ["UsageBeyondElapsed"];
    if (usage.used > rental.term) return ["UsageBeyondTerm"];
    const charge = rental.rate * (usage.used - rental.used);
    const fee = (charge * rental.feeBps) / 10_000n;
    pay(model, rental.provider, charge - fee);
    pay(model, model.recipient, fee);
    rental.used = usage.used;
    if (usage.close) close(model, rental);
  }
  return [];
}

function close(model: Model, rental: ModelRental): void {
  const refund = holdOf(rental);
  pay(model, rental.customer, refund);
  if (rental.key !== null) {
    keyOf(model, rental.customer, rental.key).spent -= lesser(refund, rental.keyPart);
  }
  rental.open = false;
}

function pay(model: Model, who: number, amount: bigint): void {
  model.balances[who] = balanceOf(model, who) + amount;
}

function take(model: Model, who: number, amount: bigint): readonly string[] {
  const balance = balanceOf(model, who);
  pay(model, who, -amount);
  return [amount === 0n ? "ZeroAmount" : "", balance < amount ? "InsufficientBalance" : ""];
}
