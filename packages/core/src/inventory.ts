/** GPUs of one offer: total = free + allocated + out of service, always. */
export type Inventory = {
  readonly total: number;
  readonly free: number;
  readonly allocated: number;
  readonly outOfService: number;
};

/**
 * Inventory after a look at the machine. `known` is the total so far: GPUs that stop being seen are out of service
 * until they are back, they do not vanish. `observed` are those that can be scheduled now.
 */
export function inventoryOf(known: number, observed: number, allocated: number): Inventory {
  const total = Math.max(known, observed, allocated);
  const free = Math.max(0, observed - allocated);
  return { total, free, allocated, outOfService: total - free - allocated };
}

/** A GPU model in lower case without spaces or dashes, as offers are searched by. */
export function gpuKeyOf(model: string): string {
  return model.toLowerCase().replace(/[\s_-]+/g, "");
}

/** Words that say who makes a GPU and not which one: models are named with and without them. */
const MAKERS = new Set(["nvidia", "geforce", "tesla"]);

/** The words of a search for a GPU, each of which must be part of the key: `"NVIDIA rtx 4090"` → `["rtx", "4090"]`. */
export function gpuWordsOf(search: string): readonly string[] {
  const words = search
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== "");
  const models = words.filter((word) => !MAKERS.has(word));
  return models.length === 0 ? words : models;
}
