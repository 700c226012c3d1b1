import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** The checkout this stack runs from. */
export const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");

export type StackOptions = {
  /** Where state is kept; git-ignored. */
  readonly stateDir: string;
  /** Throw the state away first. */
  readonly fresh: boolean;
  /** Of the page and the API. 0: any free one. */
  readonly port: number;
  readonly rpcPort: number;
  readonly postgresPort: number;
  readonly clusterPort: number;
  /** First port of this copy's slice of 30000–32767; 0: the first slice nobody holds. */
  readonly nodePortFrom: number;
  /** Pages are compiled on demand, processes restart on change. */
  readonly dev: boolean;
  /** Real services instead of the embedded ones. */
  readonly external: ExternalServices;
  /** Says what is going on, a line at a time. */
  readonly say: (line: string) => void;
};

export type ExternalServices = {
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly kubeconfig: string | null;
  /** All three or none. */
  readonly chain: { readonly rpcUrl: string; readonly chainId: number; readonly vault: `0x${string}` } | null;
};

export const USAGE = `Usage: npm start -- [--fresh] [--port N] [--rpc-port N] [--postgres-port N] [--cluster-port N]
                    [--node-port-from N] [--state FOLDER]
Real services instead of the embedded ones, by variable: DATABASE_URL, REDIS_URL, KUBECONFIG,
RPC_URL with CHAIN_ID and VAULT_ADDRESS.`;

/** Reads flags and variables; throws a sentence when they make no sense. */
export function readOptions(args: readonly string[], defaults: { port: number; dev?: boolean }): StackOptions {
  const port = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      fresh: { type: "boolean", default: false },
      port,
      state: { type: "string" },
      "rpc-port": port,
      "postgres-port": port,
      "cluster-port": port,
      "node-port-from": port,
    },
  });
  return {
    stateDir: resolve(values.state ?? join(CHECKOUT, ".local")),
    fresh: values.fresh,
    port: portOf("--port", values.port, defaults.port),
    rpcPort: portOf("--rpc-port", values["rpc-port"], 0),
    postgresPort: portOf("--postgres-port", values["postgres-port"], 0),
    clusterPort: portOf("--cluster-port", values["cluster-port"], 0),
    nodePortFrom: portOf("--node-port-from", values["node-port-from"], 0),
    dev: defaults.dev ?? false,
    external: readExternal(process.env),
    say: (line) => console.log(line),
  };
}

export const EMBEDDED: ExternalServices = { databaseUrl: null, redisUrl: null, kubeconfig: null, chain: null };

function portOf(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${flag} takes a port from 0 to 65535, not ${text}.\n${USAGE}`);
}

function readExternal(env: NodeJS.ProcessEnv): ExternalServices {
  const { RPC_URL: rpcUrl, CHAIN_ID: chainId, VAULT_ADDRESS: vault } = env;
  if (rpcUrl && !(chainId && vault)) throw new Error("RPC_URL needs CHAIN_ID and VAULT_ADDRESS beside it.");
  return {
    databaseUrl: env.DATABASE_URL || null,
    redisUrl: env.REDIS_URL || null,
    // A kubeconfig that lies in its usual place was not meant for us: only the variable counts.
    kubeconfig: env.KUBECONFIG && env.KUBECONFIG !== join(homedir(), ".kube", "config") ? env.KUBECONFIG : null,
    chain: rpcUrl && chainId && vault ? { rpcUrl, chainId: Number(chainId), vault: asAddress(vault) } : null,
  };
}

function asAddress(text: string): `0x${string}` {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return `0x${text.slice(2).toLowerCase()}`;
  throw new Error("VAULT_ADDRESS must be 0x and 40 hex digits.");
}
