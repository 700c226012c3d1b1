import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@worldland/api/router";
import { type FieldError, REFUSALS, type RefusalCode } from "@worldland/core/refusal";

/** `unreachable`: no answer came, so it is not known whether the request took effect. `fault`: the platform broke. */
export type ApiErrorCode = RefusalCode | "unreachable" | "fault";

type Told = {
  readonly code: ApiErrorCode;
  readonly detail: string;
  readonly suggestion: string;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly fields: readonly FieldError[];
};

/** The only error that calls to the platform throw. */
export class ApiError extends TRPCClientError<AppRouter> {
  readonly code: ApiErrorCode;
  /** One sentence on what is wrong. */
  readonly detail: string;
  /** One sentence on what to do about it. */
  readonly suggestion: string;
  /** More that came along, e.g. `quote` with `order_required` and `price_changed`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Faults of single fields of the request. */
  readonly fields: readonly FieldError[];

  constructor(told: Told, cause?: Error) {
    super(told.detail, cause === undefined ? {} : { cause });
    Object.setPrototypeOf(this, ApiError.prototype); // the base class sets its own
    this.name = "ApiError";
    this.code = told.code;
    this.detail = told.detail;
    this.suggestion = told.suggestion;
    this.extra = told.extra;
    this.fields = told.fields;
  }
}

/** Reads what the platform said out of tRPC's own error; what is no answer at all is `unreachable`. */
export function apiErrorOf(error: TRPCClientError<AppRouter>): ApiError {
  if (error instanceof ApiError) return error;
  const refusal = error.data?.refusal;
  if (refusal) return new ApiError(refusal, error);
  const status = error.data?.httpStatus;
  if (status === 400) return new ApiError({ ...plain("invalid_request"), fields: fieldsOf(error.message) }, error);
  if (status === 404) return new ApiError(plain("not_found"), error);
  if (status !== undefined) {
    return new ApiError({ ...EMPTY, code: "fault", detail: "The platform broke.", suggestion: "Try again." }, error);
  }
  const detail = `The platform did not answer (${error.message}).`;
  return new ApiError({ ...EMPTY, code: "unreachable", detail, suggestion: "Check the address and try again." }, error);
}

const EMPTY = { extra: {}, fields: [] } as const;

function plain(code: RefusalCode): Told {
  return { ...EMPTY, code, detail: REFUSALS[code].say, suggestion: REFUSALS[code].suggest };
}

/** A request that does not parse is answered with the list of issues as its message. */
function fieldsOf(message: string): FieldError[] {
  try {
    const issues: unknown = JSON.parse(message);
    if (!Array.isArray(issues)) return [];
    return issues.map((issue: { path?: unknown[]; message?: unknown }) => ({
      path: (issue.path ?? []).join("."),
      message: String(issue.message),
    }));
  } catch {
    return [];
  }
}
