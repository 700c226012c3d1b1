import { z } from "zod";
import { KILL_POINTS } from "./killPoint.ts";

export const LOCAL_CHAIN_ID = 31_337;

const hex32 = z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]{64}$/)], "0x and 64 hex digits");
const address = z
  .templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]{40}$/)], "0x and 40 hex digits")
  .transform((text): `0x${string}` => `0x${text.slice(2).toLowerCase()}`);
const port = z.coerce.number().int().min(1).max(65_535);
/** Where a kubelet asks after this process (serveHealth.ts). Unset: nobody does. */
const healthPort = port.optional();
const logLevel = z.enum(["debug", "info", "warn", "error", "silent"]).default("info");

/** Everything the worker takes from its environment; read once. */
const workerEnv = z
  .object({
    DATABASE_URL: z.url(),
    /** Unset: the queue lives in Postgres. */
    REDIS_URL: z.url().optional(),
    RPC_URL: z.url(),
    CHAIN_ID: z.coerce.number().int().positive(),
    VAULT_ADDRESS: address,
    /** Block of the vault's deployment; read only where the database mirrors no vault yet. */
    VAULT_START_BLOCK: z.coerce.bigint().min(0n).default(0n),
    /** Key of an operator of the vault. Never the delegate's. */
    OPERATOR_PRIVATE_KEY: hex32,
    /** Path of a kubeconfig. */
    KUBECONFIG: z.string().min(1),
    CLUSTER_ID: z.string().min(1).default("default"),
    /** A canary found the forbidden targets closed in this cluster. Nothing is rented out where it did not. */
    CLUSTER_ISOLATED: z.enum(["true", "false"]).default("false"),
    /** Image of the init container that brings sshd, pinned by digest. */
    SSH_IMAGE: z.string().min(1),
    /** base64 PKCS#8 X25519 key that opens what the API sealed. */
    WORKER_PRIVATE_KEY: z.string().min(1),
    /** What a join line begins with; see joins/joinLineOf.ts. Unset: no node joins by a line. */
    JOIN_COMMAND: z.string().min(1).optional(),
    NODE_PORT_FROM: port.default(30_000),
    NODE_PORT_TO: port.default(32_767),
    /** Wei per GPU-hour of a new offer until its provider sets a price. */
    DEFAULT_GPU_HOUR_WEI: z.coerce.bigint().positive().default(400_000_000_000_000_000n),
    /** Milliseconds between looks at the chain's head. */
    CHAIN_POLL_MS: z.coerce.number().int().min(50).default(1_000),
    /** Blocks, the event's own included, after which a deposit may be spent and a settlement is final. */
    CONFIRMATIONS: z.coerce.number().int().positive().default(12),
    /** Most wei per gas that are offered; above it everything waits. By default an opening costs 0.4 WL at most. */
    MAX_FEE_PER_GAS_WEI: z.coerce.bigint().positive().default(5_000_000_000_000n),
    HEALTH_PORT: healthPort,
    /** Where the API asks for logs and terminals (workloads/serveWorkloads.ts); 0: any free port. Unset: nowhere. */
    WORKLOAD_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    /** As the API reaches that port, e.g. `http://10.1.2.3:8090`. Unset: it runs on this machine. */
    WORKLOAD_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Shared with the API, which signs its questions with it. */
    WORKLOAD_SECRET: z.string().min(32).optional(),
    LOG_LEVEL: logLevel,
    /** Tests on the local chain only: the step after which this process kills itself. */
    WORLDLAND_KILL_AT: z.enum(KILL_POINTS).optional(),
  })
  .refine(({ WORKLOAD_PORT: port, WORKLOAD_SECRET: secret }) => port === undefined || secret !== undefined, {
    path: ["WORKLOAD_SECRET"],
    message: "is what questions at WORKLOAD_PORT are known by",
  })
  .refine(({ NODE_PORT_FROM: from, NODE_PORT_TO: to }) => from <= to, "NODE_PORT_FROM is above NODE_PORT_TO")
  .transform((env) => ({ ...env, killAt: env.CHAIN_ID === LOCAL_CHAIN_ID ? (env.WORLDLAND_KILL_AT ?? null) : null }));

const signerEnv = z.object({
  DATABASE_URL: z.url(),
  /** The key customers grant budgets to. Held by the signer process alone. */
  DELEGATE_PRIVATE_KEY: hex32,
  CHAIN_ID: z.coerce.number().int().positive(),
  VAULT_ADDRESS: address,
  HEALTH_PORT: healthPort,
  LOG_LEVEL: logLevel,
});

export type WorkerEnv = z.infer<typeof workerEnv>;
export type SignerEnv = z.infer<typeof signerEnv>;

/** The worker's configuration. Throws one error that lists every fault. */
export function readWorkerEnv(): WorkerEnv {
  return parseAll(workerEnv);
}

/** The signer's configuration. Throws one error that lists every fault. */
export function readSignerEnv(): SignerEnv {
  return parseAll(signerEnv);
}

/** What an operator's commands need. Throws one error that lists every fault. */
export function readDatabaseUrl(): string {
  return parseAll(z.object({ DATABASE_URL: z.url() })).DATABASE_URL;
}

function parseAll<T>(schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${faults.join("\n")}`);
}
