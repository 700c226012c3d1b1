import type { MarketInput } from "@worldland/core/wire/provider";

/** What a visitor narrowed the marketplace down to. All of it stands in the address, so that it can be shared. */
export type Filters = {
  readonly gpu?: string;
  readonly gpu_count?: number;
  /** MB, as offers say it. */
  readonly min_vram?: number;
  readonly region?: string;
  /** WL per GPU-hour, inclusive. */
  readonly max_price?: number;
  /** 0–1. */
  readonly min_reliability?: number;
  readonly available?: true;
  readonly sort: MarketInput["sort"];
};

export const SORTS = ["price", "reliability", "availability"] as const satisfies readonly MarketInput["sort"][];
const PAGE = 50;
const SHOWN_TO = 1e-12;

/** The filters in an address; what cannot be one is left out. */
export function readFilters(address: URLSearchParams): Filters {
  const number = (name: string, min: number, max: number) => {
    const value = Number(address.get(name) ?? Number.NaN);
    return Number.isFinite(value) && value >= min && value <= max ? value : undefined;
  };
  const whole = (name: string, min: number, max: number) => {
    const value = number(name, min, max);
    return value !== undefined && Number.isInteger(value) ? value : undefined;
  };
  const word = (name: string) => address.get(name)?.trim().slice(0, 100) || undefined;
  return present({
    gpu: word("gpu"),
    gpu_count: whole("gpu_count", 1, 8),
    min_vram: whole("min_vram", 1, 10_000_000),
    region: word("region"),
    max_price: number("max_price", 0, 1e12),
    min_reliability: number("min_reliability", 0, 1),
    available: address.get("available") === "true" ? (true as const) : undefined,
    sort: SORTS.find((sort) => sort === address.get("sort")) ?? "price",
  });
}

/** The address of filters: nothing for what is not narrowed, `price` included. */
export function writeFilters(filters: Filters): string {
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (name !== "sort" || value !== "price") address.set(name, String(value));
  }
  return address.size === 0 ? "/" : `/?${address}`;
}

/** The same filters as the API takes them. A price is shown to 12 places, so a limit holds to so many. */
export function marketInputOf({ max_price, ...filters }: Filters) {
  return { ...filters, ...(max_price === undefined ? {} : { max_price: max_price + SHOWN_TO }), limit: PAGE };
}

/** `filters` with some changed; `undefined` takes one away. */
export function withFilter(filters: Filters, change: { [K in keyof Filters]?: Filters[K] | undefined }): Filters {
  return present({ ...filters, ...change, sort: change.sort ?? filters.sort });
}

/** How many filters are in force. */
export function countFilters({ sort: _, ...narrowing }: Filters): number {
  return Object.keys(narrowing).length;
}

/** What a filter in force says, for "why not". `name` is the API's word for it. */
export function sayFilter(name: string, filters: Filters): string | null {
  switch (name) {
    case "gpu":
      return filters.gpu === undefined ? null : `model ${filters.gpu}`;
    case "gpu_count":
      return filters.gpu_count === undefined ? null : `at least ${filters.gpu_count} GPUs free`;
    case "min_vram":
      return filters.min_vram === undefined ? null : `at least ${gigabytes(filters.min_vram)} GB of VRAM`;
    case "region":
      return filters.region === undefined ? null : `region ${filters.region}`;
    case "max_price":
      return filters.max_price === undefined ? null : `at most ${filters.max_price} WL per GPU-hour`;
    case "min_reliability":
      return filters.min_reliability === undefined
        ? null
        : `reliability of ${percent(filters.min_reliability)} or more`;
    case "available":
      return filters.available === undefined ? null : "available now";
    default:
      return null;
  }
}

/** Whole GB of MB as cards are sold: 24 564 MB is a 24 GB card. */
export function gigabytes(mb: number): number {
  return Math.round(mb / 1024);
}

/** `99.4 %`; never rounded up to 100. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined: an absent filter is no filter. */
function present<T extends { sort: Filters["sort"] }>({
  sort,
  ...rest
}: T): Present<Omit<T, "sort">> & { sort: T["sort"] } {
  const kept: Present<Omit<T, "sort">> = {};
  Object.assign(kept, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
  return { ...kept, sort };
}
