import { TRPCError } from "@trpc/server";
import { type FieldError, REFUSALS, Refusal } from "@worldland/core/refusal";
import { isPostgresAway, isUnstorableText } from "@worldland/db/away";
import { z } from "zod";

/** The refusal behind whatever a procedure or its transport threw; null for a fault. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (isPostgresAway(error)) return awayRefusal("postgres", "The database is away.");
  if (isUnstorableText(error)) return new Refusal("invalid_request", "Text cannot hold a NUL character.");
  if (!(error instanceof TRPCError)) return null;
  if (error.code === "BAD_REQUEST" && error.cause instanceof z.core.$ZodError) return misfit(error.cause.issues);
  if (error.cause instanceof Refusal) return error.cause;
  if (error.code === "NOT_FOUND") return new Refusal("not_found");
  if (error.code === "BAD_REQUEST" || error.code === "PARSE_ERROR") return new Refusal("invalid_request");
  if (error.code === "PAYLOAD_TOO_LARGE") return new Refusal("too_large");
  return null;
}

/** `unavailable` that names the part which is away. */
export function awayRefusal(part: string, detail: string): Refusal {
  return new Refusal("unavailable", detail, { extra: { part } });
}

function misfit(issues: readonly z.core.$ZodIssue[]): Refusal {
  const fields = issues.flatMap(fieldErrors);
  const names = [...new Set(fields.map(({ path }) => path))].filter((path) => path !== "");
  const detail = names.length === 0 ? REFUSALS.invalid_request.say : `Not valid: ${names.slice(0, 5).join(", ")}.`;
  return new Refusal("invalid_request", detail, { fields });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "There is no such field." }));
}
