import { heartbeat } from "@worldland/db/commands/heartbeat";
import { openDatabase } from "@worldland/db/database";
import { listen } from "@worldland/db/listen";
import { OUTBOX_CHANNEL } from "@worldland/db/wake";
import { privateKeyToAccount } from "viem/accounts";
import type { SignerEnv } from "./env.ts";
import { createLog } from "./log.ts";
import { startLoop } from "./loop.ts";
import { serveHealth } from "./serveHealth.ts";
import { signOrders } from "./signer/signOrders.ts";
import type { RunningProcess } from "./startWorker.ts";

const SIGN_EVERY_MS = 1_000;
const HEARTBEAT_EVERY_MS = 3_000;

/** The signer: holds the delegate key and nothing else, and signs what customers' budgets allow. */
export async function startSigner(env: SignerEnv): Promise<RunningProcess> {
  const log = createLog("signer", env.LOG_LEVEL);
  const database = openDatabase(env.DATABASE_URL, { max: 2, name: "worldland-signer" });
  const { db } = database;
  const health = await serveHealth(env.HEALTH_PORT ?? null);
  const delegate = privateKeyToAccount(env.DELEGATE_PRIVATE_KEY);
  const domain = { chainId: env.CHAIN_ID, vault: env.VAULT_ADDRESS };
  const signing = startLoop(log, "sign", SIGN_EVERY_MS, () => signOrders({ db, log, delegate, domain }));
  const beating = startLoop(log, "heartbeat", HEARTBEAT_EVERY_MS, () => heartbeat(db, "signer").then(health.beat));
  const outbox = listen(env.DATABASE_URL, OUTBOX_CHANNEL, signing.wake, signing.wake);
  log.info({ delegate: delegate.address }, "signing");
  return {
    async stop() {
      await outbox.close();
      await Promise.all([signing.stop(), beating.stop()]);
      await health.close();
      await database.close();
    },
  };
}
