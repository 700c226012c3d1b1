/** Why a call to a cluster failed. Said by status code, `reason` and field of the answer, never read from prose. */
export type ClusterFaultCode =
  /** No connection, or it broke. */
  | "unreachable"
  | "timeout"
  /** 5xx. */
  | "unavailable"
  /** 429. */
  | "throttled"
  /** 401: our credentials are not accepted (any more). */
  | "unauthorized"
  /** 403: not allowed, or refused by an admission rule. */
  | "forbidden"
  /** 403 because the namespace is being deleted. */
  | "namespace_terminating"
  | "not_found"
  /** 409: someone else changed it in between, or it is another's. */
  | "conflict"
  | "already_exists"
  /** 410: a resource version too old to continue from. */
  | "expired"
  /** 422 on the port of a Service: taken by something else. */
  | "port_taken"
  /** 400, 422: the API server does not accept the object. */
  | "invalid"
  /** Refused here, before anything was sent. */
  | "invalid_spec";

/** later: the same call may succeed. never: it will not, as long as its input stays. */
export type Retry = "later" | "never";

export const retryOf = {
  unreachable: "later",
  timeout: "later",
  unavailable: "later",
  throttled: "later",
  unauthorized: "later",
  forbidden: "never",
  namespace_terminating: "later",
  not_found: "later",
  conflict: "later",
  already_exists: "later",
  expired: "later",
  port_taken: "later",
  invalid: "never",
  invalid_spec: "never",
} as const satisfies Record<ClusterFaultCode, Retry>;

/** The only error a `Cluster` throws. The message names the call; `detail` has the cluster's own words. */
export class ClusterFault extends Error {
  override readonly name = "ClusterFault";
  readonly code: ClusterFaultCode;
  readonly retry: Retry;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly detail: string | null;

  constructor(
    code: ClusterFaultCode,
    call: string,
    more: { status?: number | null; detail?: string | null; cause?: unknown } = {},
  ) {
    super(`${call}: ${code}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retry = retryOf[code];
    this.status = more.status ?? null;
    this.detail = more.detail ?? null;
  }
}

/** What of a Kubernetes `Status` is read. */
export type StatusAnswer = {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly field?: string }[] };
};

/** Names a refused call by its HTTP status, then by the typed reason and causes of the Status. */
export function faultCodeOf(status: number, answer: StatusAnswer): ClusterFaultCode {
  const causes = answer.details?.causes ?? [];
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return causes.some((cause) => cause.reason === "NamespaceTerminating") ? "namespace_terminating" : "forbidden";
    case 404:
      return "not_found";
    case 408:
    case 504:
      return "timeout";
    case 409:
      return answer.reason === "AlreadyExists" ? "already_exists" : "conflict";
    case 410:
      return "expired";
    case 422:
      return causes.some((cause) => /^spec\.ports\[\d+\]\.nodePort$/.test(cause.field ?? ""))
        ? "port_taken"
        : "invalid";
    case 429:
      return "throttled";
    default:
      return status >= 500 ? "unavailable" : "invalid";
  }
}
