import { isTRPCClientError } from "@trpc/client";
import type { AppRouter } from "@worldland/api/router";
import type { RefusalCode } from "@worldland/core/refusal";

/** Why a call failed, as it may be shown. */
export type Failure = {
  /** Null: no refusal but a fault, ours or the line's. */
  readonly code: RefusalCode | null;
  readonly sentence: string;
  readonly suggestion: string | null;
  /** Faults of single fields, by dotted path. */
  readonly fields: Readonly<Record<string, string>>;
  /** More members of the problem, e.g. `quote`. */
  readonly extra: Readonly<Record<string, unknown>>;
};

/** What to tell people about anything that was thrown: a refusal's own words, or that something broke. */
export function failureOf(error: unknown): Failure {
  const refusal = isTRPCClientError<AppRouter>(error) ? error.data?.refusal : undefined;
  if (refusal) {
    const fields = Object.fromEntries(refusal.fields.map(({ path, message }) => [path, message]));
    return {
      code: refusal.code,
      sentence: refusal.detail,
      suggestion: refusal.suggestion,
      fields,
      extra: refusal.extra,
    };
  }
  const blank = { code: null, fields: {}, extra: {} };
  if (isTRPCClientError<AppRouter>(error)) {
    const isAway = error.data === undefined || error.data === null;
    return {
      ...blank,
      sentence: isAway ? "The platform does not answer." : "Something broke on our side.",
      suggestion: "Try again in a moment.",
    };
  }
  return {
    ...blank,
    sentence: error instanceof Error ? firstLine(error.message) : "Something broke.",
    suggestion: null,
  };
}

/** Wallets put pages of detail behind their first sentence. */
function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}
