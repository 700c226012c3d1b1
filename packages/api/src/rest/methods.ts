import { Refusal } from "@worldland/core/refusal";
import { problemOf } from "./problem.ts";

/** Methods that a path of ours takes, without those that follow from them. */
type Methods = readonly ("GET" | "POST" | "DELETE")[];

/** 405 with the methods that the path does take. */
export function methodNotAllowed(methods: Methods): Response {
  const allow = allowOf(methods);
  const response = problemOf(new Refusal("method_not_allowed", `This path takes ${allow}.`));
  response.headers.set("allow", allow);
  return response;
}

/** Answers OPTIONS, a browser's preflight among them: pages of others may call with a token of their own. */
export function preflight(methods: Methods): Response {
  return new Response(null, {
    status: 204,
    headers: {
      allow: allowOf(methods),
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key",
      "access-control-max-age": "86400",
    },
  });
}

/** Who may GET may HEAD, and everybody may ask. */
function allowOf(methods: Methods): string {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
}
