import { z } from "zod";

const hex32 = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "0x and 64 hex digits");
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "0x and 40 hex digits")
  .transform((text) => text.toLowerCase());
const port = z.coerce.number().int().min(1).max(65_535);

/** Everything the worker takes from its environment; read once. */
const workerEnv = z.object({
  DATABASE_URL: z.url(),
  /** Unset: the queue lives in Postgres. */
  REDIS_URL: z.url().optional(),
  RPC_URL: z.url(),
  CHAIN_ID: z.coerce.number().int().positive(),
  VAULT_ADDRESS: address,
  /** Key of an operator of the vault. Never the delegate's. */
  OPERATOR_PRIVATE_KEY: hex32,
  /** Path of a kubeconfig. */
  KUBECONFIG: z.string().min(1),
  CLUSTER_ID: z.string().min(1).default("default"),
  /** Image of the init container that brings sshd, pinned by digest. */
  SSH_IMAGE: z.string().min(1),
  /** base64 PKCS#8 X25519 key that opens what the API sealed. */
  WORKER_PRIVATE_KEY: z.string().min(1),
  NODE_PORT_FROM: port.default(30_000),
  NODE_PORT_TO: port.default(32_767),
  /** Milliseconds between looks at the chain's head. */
  CHAIN_POLL_MS: z.coerce.number().int().min(50).default(1_000),
  /** Blocks, the event's own included, after which a deposit may be spent and a settlement is final. */
  CONFIRMATIONS: z.coerce.number().int().positive().default(12),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

const signerEnv = z.object({
  DATABASE_URL: z.url(),
  /** The key customers grant budgets to. Held by the signer process alone. */
  DELEGATE_PRIVATE_KEY: hex32,
  CHAIN_ID: z.coerce.number().int().positive(),
  VAULT_ADDRESS: address,
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
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

function parseAll<T>(schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${faults.join("\n")}`);
}
