import { z } from "zod";
import { instant, nextCursor, page, wei } from "./fields.ts";

export const offerView = z
  .object({
    offer_id: z.string(),
    node: z.string(),
    gpu_type: z.string(),
    vram_mb: z.number().int(),
    total_gpus: z.number().int(),
    available_gpus: z.number().int(),
    cpu_cores_available: z.number().int(),
    memory_gb_available: z.number().int(),
    storage_gb_available: z.number().int(),
    driver_version: z.string().nullable(),
    cuda_version: z.string().nullable(),
    /** WL per GPU-hour, for reading. */
    price_per_hour: z.number(),
    /** Wei per second and GPU, exact. */
    rate_per_second_wei: wei,
    cpu_price_per_hour: z.number(),
    memory_price_per_gb_hour: z.number(),
    storage_price_per_gb_hour: z.number(),
    /** False while its node is away, in maintenance, not approved or full. */
    can_create_job: z.boolean(),
    /**
     * Until when its provider lets it; null: no end. Always null so far: a provider ends an offer by maintenance, which
     * begins at once, takes no new rentals and cuts none short.
     */
    available_until: instant.nullable(),
  })
  .meta({ id: "Offer" });
export type OfferView = z.infer<typeof offerView>;

export const PROVIDER_STATUSES = ["online", "maintenance", "offline"] as const;
export const providerView = z
  .object({
    provider_id: z.string(),
    wallet_addr: z.string(),
    name: z.string(),
    status: z.enum(PROVIDER_STATUSES),
    region: z.string().nullable(),
    country: z.string().nullable(),
    public_ip: z.string().nullable(),
    /** 0–1; null until there is something to judge by. */
    reliability: z.number().nullable(),
    total_gpus: z.number().int(),
    available_gpus: z.number().int(),
    registered_at: instant,
    last_seen_at: instant.nullable(),
    offers: z.array(offerView),
  })
  .meta({ id: "Provider" });
export type ProviderView = z.infer<typeof providerView>;

export const providersInput = z.strictObject(page);
export const providersOutput = z.object({
  providers: z.array(providerView),
  /** Rows of this page. */
  count: z.number().int(),
  next_cursor: nextCursor,
});
/** The provider's lower-case address. */
export const providerInput = z.strictObject({ id: z.string().min(1).max(100) });

export const SEARCH_SORTS = ["price", "reliability", "availability"] as const;
const atLeast = z.coerce.number().int().nonnegative().max(10_000_000);
/** Filters of a search; each may be left out. `max_price` is WL per GPU-hour, inclusive. */
export const offerFilters = {
  gpu: z.string().max(100).optional().describe("A model by words, in any case: rtx 4090."),
  gpu_count: z.coerce.number().int().min(1).max(8).optional().describe("So many of them free on one node."),
  min_vram: atLeast.optional().describe("MB of memory on each GPU."),
  min_ram: atLeast.optional().describe("MB of free memory."),
  min_cpu: atLeast.optional().describe("Free cores."),
  min_disk: atLeast.optional().describe("Free GB of disk."),
  max_price: z.coerce.number().nonnegative().max(1e12).optional().describe("WL per GPU-hour, inclusive."),
  region: z.string().max(100).optional(),
  status: z.enum(PROVIDER_STATUSES).optional(),
};
export const searchInput = z.strictObject({ ...offerFilters, sort: z.enum(SEARCH_SORTS).default("price"), ...page });
export type SearchInput = z.infer<typeof searchInput>;
export const searchOutput = providersOutput.extend({
  /** The filters as understood. */
  filter: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const availabilityInput = z.strictObject({ gpu_type: z.string().max(100).optional() });
export const availabilityOutput = z.object({
  providers: z.array(
    z.object({
      provider_id: z.string(),
      gpu_type: z.string(),
      total_gpus: z.number().int(),
      available_gpus: z.number().int(),
      /** Where the figures come from: always the inventory in Postgres. */
      source: z.literal("inventory"),
      cluster_online: z.boolean(),
      can_create_job: z.boolean(),
      /** The cheapest of the provider's offers of this model, WL per GPU-hour. */
      price_per_hour: z.number(),
    }),
  ),
  total_gpus: z.number().int(),
  total_available: z.number().int(),
  count: z.number().int(),
});

/** The marketplace's rows: an offer with what one wants to know of its provider. */
export const marketOffer = offerView.extend({
  provider_id: z.string(),
  provider_name: z.string(),
  /** Exact wei per second and core, GB of memory, GB of storage, beside `rate_per_second_wei` per GPU. */
  cpu_rate_wei: wei,
  memory_rate_wei: wei,
  storage_rate_wei: wei,
  region: z.string().nullable(),
  country: z.string().nullable(),
  reliability: z.number().nullable(),
  status: z.enum(PROVIDER_STATUSES),
  simulated: z.boolean(),
});
export type MarketOffer = z.infer<typeof marketOffer>;
export const marketInput = z.strictObject({
  ...offerFilters,
  /** Only offers of at least this reliability; unknown counts as too little. */
  min_reliability: z.coerce.number().min(0).max(1).optional(),
  /** Only what can be rented now. */
  available: z.boolean().optional(),
  sort: z.enum(SEARCH_SORTS).default("price"),
  ...page,
});
export type MarketInput = z.infer<typeof marketInput>;
export const marketOutput = z.object({
  offers: z.array(marketOffer),
  /** Offers that match, on all pages. */
  total: z.number().int(),
  next_cursor: nextCursor,
  /** "Why not": how many more offers each filter in force hides that all the others let through. */
  hidden_by: z.record(z.string(), z.number().int()),
});
export const gpuTypesOutput = z.object({
  gpu_types: z.array(
    z.object({
      gpu_type: z.string(),
      total_gpus: z.number().int(),
      available_gpus: z.number().int(),
      offers: z.number().int(),
      /** Cheapest rentable offer, WL per GPU-hour; null when none can be rented. */
      from_price_per_hour: z.number().nullable(),
    }),
  ),
  regions: z.array(z.string()),
});
export const offerInput = z.strictObject({ id: z.string().min(1).max(100) });
