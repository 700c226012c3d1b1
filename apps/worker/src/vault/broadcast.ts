import { markSent } from "@worldland/db/commands/markSent";
import { isHex } from "viem";
import type { ChainDeps } from "../deps.ts";

/**
 * Hands a stored transaction to the chain. Whatever a node answers, what counts is whether it has the transaction
 * afterwards: it may have had it before. Not taken is no fault: it stays stored and is handed over again.
 */
export async function broadcast(
  deps: ChainDeps,
  { id, hash, raw }: { id: bigint; hash: string; raw: string },
): Promise<void> {
  const { chain, db, log } = deps;
  if (!isHex(raw) || !isHex(hash)) throw new Error(`transaction ${id} is stored without its bytes`);
  try {
    await chain.reader.sendRawTransaction({ serializedTransaction: raw });
  } catch (cause) {
    const known = await chain.reader.getTransaction({ hash }).catch(() => null);
    if (known === null) {
      log.warn({ transaction: id.toString(), hash, err: cause }, "a transaction was not taken");
      return;
    }
  }
  deps.reached("after_send");
  await markSent(db, { id, hash });
}
