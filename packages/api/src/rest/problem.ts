import { REFUSALS, type Refusal } from "@worldland/core/refusal";
import type { Problem } from "@worldland/core/wire/problem";

const TYPE = "application/problem+json";

/** A refusal as an RFC 9457 problem document; its extra members stand beside the fixed ones. */
export function problemOf(refusal: Refusal): Response {
  const { code, message: detail, suggestion, fields, extra } = refusal;
  const { status, say: title } = REFUSALS[code];
  const document = { ...extra, ...problemDocument({ code, title, status, detail, suggestion, errors: [...fields] }) };
  const headers = new Headers({ "content-type": TYPE });
  if (status === 401) headers.set("www-authenticate", "Bearer");
  const retryIn = extra.retry_after_seconds ?? (status === 503 ? 1 : undefined);
  if (typeof retryIn === "number") headers.set("retry-after", `${retryIn}`);
  return new Response(JSON.stringify(document), { status, headers });
}

/** Something broke: the caller learns only the id under which our log has more. */
export function faultProblem(requestId: string): Response {
  return new Response(JSON.stringify(faultDocument(requestId)), { status: 500, headers: { "content-type": TYPE } });
}

export function faultDocument(requestId: string): Problem {
  return {
    ...problemDocument({
      code: "fault",
      title: "Something broke on our side.",
      status: 500,
      detail: `Something broke on our side. Our log has it as ${requestId}.`,
      suggestion: "Try again; if it happens again, tell us the request id.",
    }),
    request_id: requestId,
  };
}

/** The members that every problem document has. */
export function problemDocument(
  said: Pick<Problem, "code" | "title" | "status" | "detail" | "suggestion"> & Partial<Pick<Problem, "errors">>,
): Problem {
  return { type: `urn:worldland:problem:${said.code}`, errors: [], ...said };
}
