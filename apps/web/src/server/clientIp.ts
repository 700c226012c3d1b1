import type { IncomingMessage } from "node:http";

/**
 * The client's address, for rate limits. Of X-Forwarded-For only as many entries are believed, from the right, as
 * there are trusted proxies: whatever stands before them the client may have written himself.
 */
export function clientIp({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">, trustedProxies: number) {
  const direct = socket.remoteAddress ?? "";
  if (trustedProxies === 0) return direct;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",");
  const hops = forwarded.split(",").flatMap((hop) => (hop.trim() === "" ? [] : [hop.trim()]));
  return hops.at(-trustedProxies) ?? direct;
}
