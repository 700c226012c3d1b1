import { DEFAULT_IMAGE } from "@worldland/core/images";
import { LIMITS } from "@worldland/core/limits";
import { holdFor, type Resources, rentalRate } from "@worldland/core/pricing";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { MarketOffer } from "@worldland/core/wire/provider";
import { type AutoExtensionDraft, autoExtensionOf } from "../rentals/autoExtensionDraft.ts";

/** What the form holds while it is filled in. */
export type Draft = Resources & {
  readonly name: string;
  readonly image: string;
  readonly durationHours: number;
  readonly password: string;
  /** Null: nothing was said, so there is one where no saved key is ticked. */
  readonly wantsPassword: boolean | null;
  /** Keys that are not saved: one OpenSSH public key a line. */
  readonly keys: string;
  readonly env: readonly { readonly id: number; readonly key: string; readonly value: string }[];
  readonly onStart: string;
  /** How it is to extend itself from the allowance; null: it ends with its term. */
  readonly keepRunning: AutoExtensionDraft | null;
};

export type Range = { readonly min: number; readonly max: number };

/** What may be asked of an offer: the product's limits, and not more than is free on its node. */
export function rangesOf(offer: MarketOffer): Record<keyof Resources, Range> {
  const upTo = ({ min, max }: Range, free: number): Range => ({ min, max: Math.max(min, Math.min(max, free)) });
  return {
    gpuCount: upTo(LIMITS.gpuCount, offer.available_gpus),
    cpuCores: upTo(LIMITS.cpuCores, offer.cpu_cores_available),
    memoryGb: upTo(LIMITS.memoryGb, offer.memory_gb_available),
    storageGb: upTo(LIMITS.storageGb, offer.storage_gb_available),
  };
}

/** Per GPU, where the node has it: enough to work, and fair to whoever rents its other GPUs. */
const PER_GPU = { cpuCores: 8, memoryGb: 32 } as const;
const STORAGE_GB = 100;
const FIRST_HOURS = 1;

/** The form as it first stands. */
export function firstDraft(offer: MarketOffer, gpus: number, password: string): Draft {
  const ranges = rangesOf(offer);
  const gpuCount = clamp(gpus, ranges.gpuCount);
  return {
    gpuCount,
    ...fairShare(offer, gpuCount),
    storageGb: clamp(STORAGE_GB, ranges.storageGb),
    name: "",
    image: DEFAULT_IMAGE,
    durationHours: FIRST_HOURS,
    password,
    wantsPassword: null,
    keys: "",
    env: [],
    onStart: "",
    keepRunning: null,
  };
}

/** Cores and memory that go well with so many GPUs. */
export function fairShare(offer: MarketOffer, gpuCount: number): Pick<Resources, "cpuCores" | "memoryGb"> {
  const ranges = rangesOf(offer);
  return {
    cpuCores: clamp(PER_GPU.cpuCores * gpuCount, ranges.cpuCores),
    memoryGb: clamp(PER_GPU.memoryGb * gpuCount, ranges.memoryGb),
  };
}

/** Wei per second, and what is set aside for the whole term. */
export type Cost = { readonly rate: bigint; readonly hold: bigint };

/** What the draft costs; null while one of its numbers is none. */
export function costOf(offer: MarketOffer, draft: Draft): Cost | null {
  const { gpuCount, cpuCores, memoryGb, storageGb, durationHours } = draft;
  if (![gpuCount, cpuCores, memoryGb, storageGb, durationHours].every(Number.isSafeInteger)) return null;
  const prices = {
    gpuRate: BigInt(offer.rate_per_second_wei),
    cpuRate: BigInt(offer.cpu_rate_wei),
    memoryRate: BigInt(offer.memory_rate_wei),
    storageRate: BigInt(offer.storage_rate_wei),
  };
  const rate = rentalRate(prices, draft);
  return { rate, hold: holdFor(rate, durationHours * SECONDS_PER_HOUR) };
}

/** Whether the rental gets a password beside its saved keys, or for want of them. */
export function hasPassword({ wantsPassword }: Draft, savedKeys: readonly string[]): boolean {
  return wantsPassword ?? savedKeys.length === 0;
}

/** Keys of a text, one a line. */
export function keyLines(text: string): string[] {
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

/** The create-job request of a draft and the saved keys that are ticked, as the schema of core takes it. */
export function requestOf(offerId: string, draft: Draft, savedKeys: readonly string[] = []) {
  const keys = [...new Set([...savedKeys, ...keyLines(draft.keys)])];
  const env = draft.env.filter(({ key, value }) => key !== "" || value !== "");
  return {
    offer_id: offerId,
    gpu_count: draft.gpuCount,
    cpu_cores: draft.cpuCores,
    memory_gb: draft.memoryGb,
    storage_gb: draft.storageGb,
    duration_hours: draft.durationHours,
    image: draft.image.trim(),
    ...(draft.name.trim() === "" ? {} : { job_name: draft.name.trim() }),
    ...(hasPassword(draft, savedKeys) ? { ssh_password: draft.password } : {}),
    ...(keys.length === 0 ? {} : { ssh_public_keys: keys }),
    ...(env.length === 0 ? {} : { env: Object.fromEntries(env.map(({ key, value }) => [key, value])) }),
    ...(draft.onStart === "" ? {} : { on_start: draft.onStart }),
    ...(draft.keepRunning === null ? {} : { auto_extension: autoExtensionOf(draft.keepRunning) }),
  };
}

export type RentalRequest = ReturnType<typeof requestOf>;

function clamp(value: number, { min, max }: Range): number {
  return Math.min(max, Math.max(min, value));
}
