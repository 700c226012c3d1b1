import { z } from "zod";

const LOCAL_CHAIN_ID = 31_337;
const ZERO_ADDRESS = `0x${"0".repeat(40)}`;

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "0x and 40 hex digits")
  .transform((text) => text.toLowerCase());
const flag = z
  .enum(["0", "1", "true", "false"])
  .default("0")
  .transform((text) => text === "1" || text === "true");

/** Everything the web process takes from its environment; read once. It holds no key of a chain or cluster. */
const webEnv = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    HOST: z.string().min(1).default("127.0.0.1"),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    /** Origin people see, without a path: sign-ins and cookies are bound to it. */
    PUBLIC_ORIGIN: z.url().transform((text) => new URL(text).origin),
    /** `off`: the API alone answers, e.g. for tests that look at no page. */
    PAGES: z.enum(["on", "off"]).default("on"),
    /** Proxies in front of us that append to X-Forwarded-For. */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    DATABASE_URL: z.url(),
    CHAIN_ID: z.coerce.number().int().positive(),
    CHAIN_NAME: z.string().min(1).optional(),
    VAULT_ADDRESS: address,
    TOKEN_ADDRESS: address.default(ZERO_ADDRESS),
    TOKEN_SYMBOL: z.string().min(1).max(12).default("WL"),
    /** Blocks, the event's own included, after which a deposit may be spent. */
    CONFIRMATIONS: z.coerce.number().int().positive().default(12),
    /** Address of the signer's key, to which customers grant budgets. */
    DELEGATE_ADDRESS: address,
    /** Block explorer for links to transactions; unset: none. */
    EXPLORER_URL: z.url().optional(),
    /** base64 SPKI X25519 key of the worker, to which passwords and the like are sealed. */
    WORKER_PUBLIC_KEY: z.string().min(1),
    SESSION_SECRET: z.string().min(32),
    /** Shared with the workers: signs what is asked of them in a customer's name. Unset: no logs and no terminal. */
    WORKLOAD_SECRET: z.string().min(32).optional(),
    /** Comma-separated wallets of the platform's operators. */
    ADMIN_ADDRESSES: z
      .string()
      .default("")
      .transform((text) => text.split(",").flatMap((one) => (one.trim() === "" ? [] : [one.trim().toLowerCase()])))
      .pipe(z.array(address)),
    /** Rentals of an account within an hour that may end without a charge. */
    FREE_ENDINGS_PER_HOUR: z.coerce.number().int().positive().default(10),
    /** Whether images beyond the presets may be asked for. */
    CUSTOM_IMAGES: flag,
    /** Cluster that new nodes join. */
    CLUSTER_ID: z.string().min(1).default("default"),
    /** For signatures of contract wallets; on the local network also for the test wallets' relay. */
    RPC_URL: z.url().optional(),
    /** The local network: relays its chain and its test wallets to these pages. Never set it elsewhere. */
    WORLDLAND_LOCAL: flag,
    /** JSON list of the local network's test wallets. */
    LOCAL_WALLETS: z.string().default("[]"),
  })
  .refine(({ WORLDLAND_LOCAL, CHAIN_ID }) => !WORLDLAND_LOCAL || CHAIN_ID === LOCAL_CHAIN_ID, {
    path: ["WORLDLAND_LOCAL"],
    message: `is for chain ${LOCAL_CHAIN_ID} only`,
  });

export type WebEnv = z.infer<typeof webEnv>;

/** The web process's configuration. Throws one error that lists every fault. */
export function readWebEnv(variables: NodeJS.Dict<string> = process.env): WebEnv {
  // Next tells its makers what it does unless it is told not to.
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const parsed = webEnv.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${faults.join("\n")}`);
}
