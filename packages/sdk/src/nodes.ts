import { newSealKeys, open } from "@worldland/core/sealed";
import type { JoinView } from "@worldland/core/wire/console";
import type { Api } from "./connect.ts";

/** One more node for one's provider: run the line on it within its time. */
export type JoinLine = { readonly node: string; readonly line: string; readonly expiresAt: string };

/** The platform had no line to give in the time given for waiting. */
export class NoJoinLine extends Error {
  override readonly name = "NoJoinLine";
}

type Hosted = Awaited<ReturnType<Api["nodes"]["rentals"]["query"]>>;

const LOOK_EVERY_MS = 250;
const DEFAULT_TIMEOUT_MS = 30_000;

/** A provider's nodes. */
export function createNodes(api: Api) {
  return {
    /**
     * Asks for the line that joins one more node. The line is sealed to a key pair made here and forgotten here:
     * nobody on the way can read it. Throws `NoJoinLine`, `ApiError`.
     */
    async join({ timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<JoinLine> {
      const pair = await newSealKeys();
      const asked = await api.nodes.join.mutate({ public_key: pair.publicKey });
      const ready = await waitReady(api, asked, timeoutMs);
      const taken = await api.nodes.takeJoinLine.mutate({ node: ready.node });
      if (taken.sealed_line === null) throw new NoJoinLine(`The line of ${ready.node} was already taken.`);
      const line = await open(pair.privateKey, taken.sealed_line, ready.node);
      return { node: ready.node, line, expiresAt: ready.expires_at };
    },
    /** What one earned, by day and node; of one's own `node`, or of all. */
    earnings: (asked: Parameters<Api["nodes"]["earnings"]["query"]>[0] = {}) => api.nodes.earnings.query(asked),
    /** Rentals on one's nodes and what each earned, newest first, page after page as they are taken. */
    async *rentals(filter: { node?: string } = {}): AsyncGenerator<Hosted["rentals"][number]> {
      for (let cursor: string | undefined; ; ) {
        const page: Hosted = await api.nodes.rentals.query({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
        yield* page.rentals;
        if (page.next_cursor === null) return;
        cursor = page.next_cursor;
      }
    },
    joinStatus: (node: string) => api.nodes.joinStatus.query({ node }),
  };
}

async function waitReady(api: Api, asked: JoinView, timeoutMs: number): Promise<JoinView> {
  const deadline = performance.now() + timeoutMs;
  for (let join = asked; ; join = await api.nodes.joinStatus.query({ node: asked.node })) {
    if (join.state === "ready") return join;
    if (join.state !== "asked") throw new NoJoinLine(`${join.node} is already ${join.state}.`);
    if (performance.now() > deadline) throw new NoJoinLine(`No line for ${join.node} after ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
