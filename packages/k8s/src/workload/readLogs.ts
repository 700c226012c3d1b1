import type { LogLine, WorkloadRef } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { ClusterFault } from "../fault.ts";
import { checkRef } from "../manifests/checkSpec.ts";
import { namesOf } from "../names.ts";
import { objectPath } from "../paths.ts";
import type { LogsAsked } from "../port.ts";

/** Whatever a container writes, this process never holds more of it than this. */
const MOST_BYTES = 2 ** 20;

/** See `logs` of the port. */
export async function readLogs(api: Api, ref: WorkloadRef, { tail, since }: LogsAsked): Promise<readonly LogLine[]> {
  checkRef(ref);
  const { namespace, name } = namesOf(ref);
  const path = `${objectPath(namespace, "pods", name)}/log`;
  const query = {
    container: "main",
    timestamps: "true",
    tailLines: `${tail}`,
    limitBytes: `${MOST_BYTES}`,
    // The API server hands on whole seconds; what is of the same second is sorted out below.
    ...(since === null ? {} : { sinceTime: `${since.slice(0, 19)}Z` }),
  };
  try {
    const { body } = await api.call<string>({ method: "GET", path, query });
    return linesOf(body).filter(({ at }) => since === null || at > since);
  } catch (error) {
    // No pod, or one whose container has not been started yet (400).
    if (error instanceof ClusterFault && (error.status === 404 || error.status === 400)) return [];
    throw error;
  }
}

/** Each line as the kubelet stamped it. What has no instant is the end of a line that was too long for one entry. */
export function linesOf(text: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const line of text.split("\n")) {
    const found = STAMPED.exec(line);
    if (found === null) continue;
    const [, second = "", fraction = "", zone = "", said = ""] = found;
    const at = new Date(`${second}${zone}`).toISOString().slice(0, 19);
    lines.push({ at: `${at}.${fraction.padEnd(9, "0")}Z`, text: said });
  }
  return lines;
}

/** Kubelets write the zone of their machine. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) (.*?)\r?$/;
