import type { JoinToken } from "@worldland/k8s/port";

/**
 * The one line that a provider pastes on his machine. The token travels in a variable, which other users of the machine
 * cannot read as they could an argument, and is never part of a URL; the CA is pinned by its hash.
 */
export function joinLineOf(command: string, nodeName: string, { token, server, caHash }: JoinToken): string {
  return `WORLDLAND_JOIN_TOKEN=${token} ${command} --node ${nodeName} --server ${server} --ca-hash ${caHash}`;
}
