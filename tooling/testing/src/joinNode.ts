import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinNode } from "@worldland/cluster/join/joinNode";
import { requestCertificate } from "@worldland/cluster/join/requestCertificate";
import { testNode } from "./localCluster.ts";

/** Joins a simulated machine to a local cluster as `npm run join` does. Resolves once it is ready. */
export async function joinTestNode(line: {
  readonly server: string;
  readonly caHash: string;
  readonly token: string;
  readonly nodeName: string;
}): Promise<{ close(): Promise<void> }> {
  const { server, caHash, token, nodeName } = line;
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-node-"));
  const { provider: _whose, ...machine } = testNode(nodeName);
  const clear = () => rmSync(stateDir, { recursive: true, force: true });
  try {
    const waitMs = 30_000;
    const node = await joinNode({ server, caHash, machine, stateDir, waitMs, token: async () => token });
    return {
      async close() {
        await node.close();
        clear();
      },
    };
  } catch (error) {
    clear();
    throw error;
  }
}

/** A machine's request for a node's certificate and nothing more. Answers the node's kubeconfig; rejects in words. */
export function requestTestCertificate(request: Parameters<typeof requestCertificate>[0]): Promise<string> {
  return requestCertificate(request);
}
