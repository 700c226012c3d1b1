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
  /** First port of this copy's slice of 30000–32767; 0: that of its last run, or the first slice nobody holds. */
  readonly nodePortFrom: number;
  /** built: the pages as `next build` makes them. dev: compiled on demand. none: the API alone. */
  readonly pages: "built" | "dev" | "none";
  /** Real services instead of the embedded ones. */
  readonly external: ExternalServices;
  /** More variables for single programs, for tests. */
  readonly programEnv: Readonly<Partial<Record<"worker" | "signer" | "web", Readonly<Record<string, string>>>>>;
  /** Says what is going on, a line at a time. */
  readonly say: (line: string) => void;
};

export type ExternalServices = {
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly cluster: ExternalCluster | null;
  readonly chain: ExternalChain | null;
};

export type ExternalCluster = {
  readonly kubeconfig: string;
  /** Image of the init container that brings sshd, pinned by digest. */
  readonly sshImage: string;
  /** NodePorts its rentals may take, both ends included. */
  readonly nodePorts: readonly [from: number, to: number];
  /** Its operator says that a canary found the forbidden targets closed. Else nothing there is rented out. */
  readonly isolated: boolean;
};

export type ExternalChain = {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly vault: `0x${string}`;
  /** Block of the vault's deployment: nothing earlier is scanned. */
  readonly startBlock: bigint;
  /** Key of an operator of the vault; null: the one this copy made for itself. */
  readonly operatorPrivateKey: `0x${string}` | null;
};

export const USAGE = `Usage: npm start -- [--fresh] [--port N] [--rpc-port N] [--postgres-port N] [--cluster-port N]
                    [--node-port-from N] [--state FOLDER] [--no-pages]
Real services instead of the embedded ones, by variable: DATABASE_URL; REDIS_URL; KUBECONFIG with SSH_IMAGE
(NODE_PORT_FROM, NODE_PORT_TO, CLUSTER_ISOLATED=true); RPC_URL with CHAIN_ID and VAULT_ADDRESS
(VAULT_START_BLOCK, OPERATOR_PRIVATE_KEY).`;

/** A stack of embedded parts on ports of its own, in a folder: what the demo and the tests start from. */
export function embeddedOptions(stateDir: string, more: Partial<StackOptions> = {}): StackOptions {
  return {
    stateDir,
    fresh: false,
    port: 0,
    rpcPort: 0,
    postgresPort: 0,
    clusterPort: 0,
    nodePortFrom: 0,
    pages: "none",
    external: { databaseUrl: null, redisUrl: null, cluster: null, chain: null },
    programEnv: {},
    say: () => undefined,
    ...more,
  };
}

/** Reads flags and variables; throws a sentence when they make no sense. */
export function readOptions(args: readonly string[], defaults: Pick<StackOptions, "port" | "pages">): StackOptions {
  const values = parseFlags(args);
  return embeddedOptions(resolve(values.state ?? join(CHECKOUT, ".local")), {
    fresh: values.fresh,
    port: portOf("--port", values.port, defaults.port),
    rpcPort: portOf("--rpc-port", values["rpc-port"], 0),
    postgresPort: portOf("--postgres-port", values["postgres-port"], 0),
    clusterPort: portOf("--cluster-port", values["cluster-port"], 0),
    nodePortFrom: portOf("--node-port-from", values["node-port-from"], 0),
    pages: values["no-pages"] ? "none" : defaults.pages,
    external: readExternal(process.env),
    say: (line) => console.log(line),
  });
}

function parseFlags(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        fresh: flag,
        "no-pages": flag,
        state: text,
        port: text,
        "rpc-port": text,
        "postgres-port": text,
        "cluster-port": text,
        "node-port-from": text,
      },
    }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n${USAGE}`, { cause });
  }
}

function portOf(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (text !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${flag} takes a port from 0 to 65535, not ${text}.\n${USAGE}`);
}

function readExternal(env: NodeJS.ProcessEnv): ExternalServices {
  return {
    databaseUrl: env.DATABASE_URL || null,
    redisUrl: env.REDIS_URL || null,
    cluster: readCluster(env),
    chain: readChain(env),
  };
}

function readCluster(env: NodeJS.ProcessEnv): ExternalCluster | null {
  const { KUBECONFIG: kubeconfig, SSH_IMAGE: sshImage } = env;
  // A kubeconfig that lies in its usual place was not meant for us: only another path counts.
  if (!kubeconfig || kubeconfig === join(homedir(), ".kube", "config")) return null;
  if (!sshImage) {
    throw new Error("KUBECONFIG needs SSH_IMAGE beside it: the image that brings sshd, pinned by digest.");
  }
  const [from, to] = [env.NODE_PORT_FROM || "30000", env.NODE_PORT_TO || "32767"];
  const nodePorts = [portOf("NODE_PORT_FROM", from, 0), portOf("NODE_PORT_TO", to, 0)] as const;
  return { kubeconfig, sshImage, nodePorts, isolated: env.CLUSTER_ISOLATED === "true" };
}

function readChain(env: NodeJS.ProcessEnv): ExternalChain | null {
  const { RPC_URL: rpcUrl, CHAIN_ID: chainId, VAULT_ADDRESS: vault } = env;
  if (!rpcUrl) return null;
  if (!chainId || !vault) throw new Error("RPC_URL needs CHAIN_ID and VAULT_ADDRESS beside it.");
  const key = env.OPERATOR_PRIVATE_KEY;
  return {
    rpcUrl,
    chainId: Number(integer("CHAIN_ID", chainId)),
    vault: hex("VAULT_ADDRESS", vault, 40),
    startBlock: integer("VAULT_START_BLOCK", env.VAULT_START_BLOCK || "0"),
    operatorPrivateKey: key ? hex("OPERATOR_PRIVATE_KEY", key, 64) : null,
  };
}

function integer(name: string, text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new Error(`${name} must be a whole number.`);
}

/** What it is not is not repeated: it may be a key. */
function hex(name: string, text: string, digits: number): `0x${string}` {
  if (new RegExp(`^0x[0-9a-fA-F]{${digits}}$`).test(text)) return `0x${text.slice(2).toLowerCase()}`;
  throw new Error(`${name} must be 0x and ${digits} hex digits.`);
}
