import type { Draw } from "./draw.ts";
import { balanceOf, endOf, lesser, type Model, type ModelRental } from "./modelState.ts";
import { CAST, type Move, type Usage } from "./move.ts";

const UINT64_MAX = 2n ** 64n - 1n;
const DAY = 86_400n;
const [ALICE, BOB] = CAST.customers;

/** The next move of a history: mostly one that the vault must take, often at an edge, at times one beyond it. */
export function drawMove(model: Model, draw: Draw): Move {
  const kinds = ["open", "open", "settle", "settle", "settle", "pass", "pass", "extend", "extend"] as const;
  const kind = draw.oneOf("deposit", ...kinds, "withdraw", "stop", "reclaim", "grant", "revoke", "setFee");
  const id = draw.onceIn(16) ? BigInt(model.rentals.size) : draw.below(BigInt(model.rentals.size || 1));
  const customer = draw.oneOf(ALICE, BOB);
  switch (kind) {
    case "pass":
      return { kind, seconds: draw.below(draw.oneOf(4000n, 4000n, 2n * DAY, 40n * DAY)) };
    case "deposit":
      return { kind, who: customer, amount: 1n + draw.below(10n ** draw.oneOf(6n, 18n, 26n)) };
    case "withdraw": {
      const who = Number(draw.below(8n));
      return { kind, who, amount: bend(draw, 1n + draw.below(balanceOf(model, who) + 1n)) };
    }
    case "open":
      return drawOpening(model, draw, customer);
    case "extend": {
      const rental = model.rentals.get(id);
      const signer = draw.oneOf<number>(rental?.customer ?? ALICE, rental?.key ?? ALICE, ...CAST.keys);
      return { kind, id, signer, term: (rental?.term ?? 3600n) + draw.below(draw.oneOf(2n, 5000n, 15n * DAY)) };
    }
    case "settle": {
      const usages = Array.from({ length: Number(draw.oneOf(1n, 1n, 2n, 3n)) }, () => drawUsage(model, draw));
      return { kind, usages };
    }
    case "stop": {
      const rental = model.rentals.get(id);
      return { kind, id, by: draw.oneOf<number>(rental?.customer ?? ALICE, rental?.provider ?? BOB, BOB) };
    }
    case "reclaim":
      return { kind, id };
    case "grant": {
      const expiresAt = model.now + draw.oneOf(-1n, 0n, 3000n, DAY, 30n * DAY, 30n * DAY, 30n * DAY);
      return { kind, customer, key: draw.oneOf(...CAST.keys), limit: drawLimit(model, draw, customer), expiresAt };
    }
    case "revoke":
      return { kind, customer, key: draw.oneOf(...CAST.keys) };
    case "setFee":
      return {
        kind,
        feeBps: draw.oneOf(0n, 1000n, draw.below(1001n)),
        recipient: draw.oneOf<number>(ALICE, ...CAST.recipients),
      };
  }
}

function drawOpening(model: Model, draw: Draw, customer: number): Move {
  const id = draw.onceIn(16) ? 0n : BigInt(model.rentals.size);
  const term = draw.oneOf(3600n, 3600n + draw.below(9000n), 2_592_000n, bend(draw, 3600n), bend(draw, 2_592_000n));
  const most = lesser(balanceOf(model, customer) / term, UINT64_MAX);
  const rate = draw.oneOf(most / 3n, draw.below(most + 1n), most, most < UINT64_MAX ? bend(draw, most) : most);
  const provider = draw.oneOf<number>(ALICE, BOB, ...CAST.providers, ...CAST.providers);
  const signer = draw.oneOf<number>(customer, customer, ...CAST.keys, draw.oneOf(ALICE, BOB));
  return { kind: "open", id, customer, provider, rate, term, signer };
}

function drawUsage(model: Model, draw: Draw): Usage {
  const id = draw.below(BigInt(model.rentals.size || 1)) + (draw.onceIn(16) ? 1n : 0n);
  const rental = model.rentals.get(id);
  if (!rental?.open) return { id, used: rental?.used ?? 0n, close: draw.onceIn(2) };
  const most = mostSeconds(model, rental);
  const used = draw.oneOf(rental.used, most, rental.used + draw.below(most - rental.used + 1n));
  return { id, used: bend(draw, used), close: draw.onceIn(4) };
}

function mostSeconds(model: Model, rental: ModelRental): bigint {
  return lesser(model.now, endOf(rental)) - rental.openedAt;
}

function drawLimit(model: Model, draw: Draw, customer: number): bigint {
  const balance = balanceOf(model, customer);
  return draw.oneOf(0n, balance / 2n, balance, 4n * balance, 2n ** 128n - 1n);
}

/** Once in six times one more or one less, but never below zero. */
function bend(draw: Draw, value: bigint): bigint {
  if (!draw.onceIn(6)) return value;
  return draw.onceIn(2) ? value + 1n : value - (value > 0n ? 1n : 0n);
}
