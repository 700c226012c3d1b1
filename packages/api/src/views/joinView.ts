import type { JoinView } from "@worldland/core/wire/console";
import type { OwnJoin } from "@worldland/db/queries/nodes/joinOf";

/** How far a node that a provider adds has come. `line` is the sealed one, where it is handed out. */
export function joinView(join: OwnJoin, line: string | null = null): JoinView {
  return {
    node: join.nodeName,
    state: stateOf(join),
    sealed_line: line,
    expires_at: join.expiresAt.toISOString(),
  };
}

function stateOf({ state, isOver, node, hasRun }: OwnJoin): JoinView["state"] {
  if (node !== null) {
    if (node.approvedAt === null) return "joined";
    return hasRun ? "earning" : "approved";
  }
  if (state === "joined") return "joined";
  return isOver ? "expired" : state;
}
