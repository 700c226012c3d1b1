import type { ServerResponse } from "node:http";
import type { StampedLine } from "../pod/containerLog.ts";
import type { Logs } from "./podRun.ts";

/**
 * Answers a request for a container's log as a kubelet does: `sinceTime` (RFC 3339) or `sinceSeconds`, of that the last
 * `tailLines`, each behind its instant with `timestamps`, of that the first `limitBytes`; and with `follow` what comes.
 */
export function sendLogs(response: ServerResponse, logs: Logs, query: URLSearchParams): void {
  const isStamped = query.get("timestamps") === "true";
  const shown = tailOf(since(logs.lines, query), query.get("tailLines"));
  const text = shown.map((line) => (isStamped ? `${line.at} ${line.text}` : line.text)).join("");
  const limit = numberOf(query.get("limitBytes"));
  response.writeHead(200, { "content-type": "text/plain" });
  response.write(limit === null ? text : text.slice(0, limit));
  if (query.get("follow") !== "true" || logs.follow === null) {
    response.end();
    return;
  }
  const unfollow = logs.follow((more) => response.write(isStamped ? stamped(more) : more));
  response.once("close", unfollow);
  logs.ended?.then(() => response.end());
}

function since(lines: readonly StampedLine[], query: URLSearchParams): readonly StampedLine[] {
  const seconds = numberOf(query.get("sinceSeconds"));
  const from = seconds === null ? Date.parse(query.get("sinceTime") ?? "") : Date.now() - seconds * 1000;
  return Number.isNaN(from) ? lines : lines.filter(({ at }) => Date.parse(at) >= from);
}

function tailOf(lines: readonly StampedLine[], tailLines: string | null): readonly StampedLine[] {
  const wanted = numberOf(tailLines);
  return wanted === null ? lines : wanted === 0 ? [] : lines.slice(-wanted);
}

function stamped(text: string): string {
  return text.replace(/^(?=.)/gms, `${new Date().toISOString()} `);
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
