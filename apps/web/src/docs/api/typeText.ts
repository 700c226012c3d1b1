import { nameOf, type Schema } from "./apiDocument.ts";

/** What a value is, in words: `integer`, `list of text`, `Job`, `"price" or "reliability"`, with `or null`. */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  const types = [schema.type ?? "anything"].flat();
  return types.map((type) => oneType(type, schema)).join(" or ");
}

function oneType(type: string, { format, items, additionalProperties }: Schema): string {
  if (type === "string") return format === "date-time" ? "instant" : "text";
  if (type === "array") return items === undefined ? "list" : `list of ${typeText(items)}`;
  if (type === "object" && typeof additionalProperties === "object") return `map to ${typeText(additionalProperties)}`;
  return type === "boolean" ? "true or false" : type;
}

/** What is allowed, in words: `2 to 64`, `at most 100 characters`, `"price" unless said`. */
export function limitTexts(schema: Schema): string[] {
  const { minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems } = schema;
  return [
    exclusiveMinimum === undefined ? null : `above ${exclusiveMinimum}`,
    rangeText(bound(minimum), bound(maximum), ""),
    rangeText(minLength, maxLength, " characters"),
    rangeText(minItems, maxItems, " entries"),
    schema.default === undefined ? null : `${JSON.stringify(schema.default)} unless said`,
    patternText(schema),
  ].filter((text) => text !== null);
}

/** Bounds of what a number in JSON can hold exactly are no limits of ours. */
function bound(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function rangeText(min: number | undefined, max: number | undefined, unit: string): string | null {
  if (min === undefined && max === undefined) return null;
  if (min === undefined) return `at most ${max}${unit}`;
  if (max === undefined) return `at least ${min}${unit}`;
  return min === max ? `${min}${unit}` : `${min} to ${max}${unit}`;
}

/** A pattern says less than the words that stand for it, where there are any. */
function patternText({ pattern, description }: Schema): string | null {
  if (pattern === undefined) return null;
  if (pattern.includes("\\p{Cc}")) return "on one line";
  const isTold = description !== undefined || pattern.startsWith("^[^\\0]") || pattern.length > 60;
  return isTold ? null : `like ${pattern}`;
}
