import { z } from "zod";

/** A wallet's address as people send it, in any case; lower case inside. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "An address is 0x and 40 hex digits.")
  .transform((text) => text.toLowerCase())
  .describe("0x and 40 hex digits, in any case.");

/** An amount in base units as a decimal integer string. */
export const wei = z
  .string()
  .regex(/^\d{1,78}$/, "Base units are a decimal integer.")
  .describe("Base units, an exact decimal integer.");

/** A change of base units: a decimal integer string, with a minus where it went away. */
export const signedWei = z.string().regex(/^-?\d{1,78}$/);

/** An instant: UTC, ISO 8601. */
export const instant = z.iso.datetime().describe("UTC, ISO 8601.");

/** 0x and hex digits, of any even length. */
export const hexBytes = z.string().regex(/^0x(?:[0-9a-fA-F]{2}){0,4096}$/, "0x and an even number of hex digits.");

/** A transaction or block hash. */
export const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

/** An unsigned integer of a signed message: a decimal string; a plain JSON number too where it is exact. */
export const messageInteger = z
  .union([z.string().regex(/^\d{1,78}$/), z.number().int().nonnegative()])
  .transform((value) => String(value));

/** Text a person typed: any printable characters, kept literally. */
export const printable = z.string().regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, "Only printable characters on one line.");

/** Keyset paging: `limit` 1–100, never clamped; `cursor` as the last page gave it. */
export const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe("Rows of a page."),
  cursor: z.string().min(1).max(500).optional().describe("next_cursor of the page before."),
};

/** The cursor of the next page; null on the last one. */
export const nextCursor = z.string().nullable().describe("Cursor of the next page; null on the last one.");

/** `typed_data` as `eth_signTypedData_v4` takes it; integers are decimal strings. */
export const typedData = z
  .object({
    domain: z.record(z.string(), z.union([z.string(), z.number()])),
    types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
    primaryType: z.string(),
    message: z.record(z.string(), z.string()),
  })
  .meta({ id: "TypedData", description: "As eth_signTypedData_v4 takes it; integers are decimal strings." });
export type TypedData = z.infer<typeof typedData>;

/** Nothing goes in. */
export const nothing = z.strictObject({});
