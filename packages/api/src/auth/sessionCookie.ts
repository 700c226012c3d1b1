import { PERIODS } from "@worldland/core/limits";
import type { PageCookie } from "../context.ts";

/** A cookie that only the server reads and that no other site's page sends along; on https bound to the host as well. */
export type SessionCookie = {
  /** The token that a request brings; null without one. */
  read(headers: Headers): string | null;
  /** Writes to an answer's headers. */
  on(answer: Headers): PageCookie;
};

export function sessionCookie(publicOrigin: string): SessionCookie {
  const isHttps = publicOrigin.startsWith("https:");
  const name = isHttps ? "__Host-session" : "session";
  const traits = `Path=/; HttpOnly; SameSite=Strict${isHttps ? "; Secure" : ""}`;
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{1,200})(?:;|$)`);
  return {
    read: (headers) => pattern.exec(headers.get("cookie") ?? "")?.[1] ?? null,
    on: (answer) => ({
      set: (token) => answer.append("set-cookie", `${name}=${token}; ${traits}; Max-Age=${PERIODS.sessionS}`),
      clear: () => answer.append("set-cookie", `${name}=; ${traits}; Max-Age=0`),
    }),
  };
}

/** Whether one of our own pages sent a request: browsers say so in headers that no page can forge. */
export function isFromOwnPage(headers: Headers, publicOrigin: string): boolean {
  const origin = headers.get("origin");
  return origin === null ? headers.get("sec-fetch-site") === "same-origin" : origin === publicOrigin;
}
