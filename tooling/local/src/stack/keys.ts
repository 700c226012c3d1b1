import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Secrets of this copy, made at the first start and kept beside its state. */
export type StackKeys = {
  readonly operatorPrivateKey: `0x${string}`;
  readonly delegatePrivateKey: `0x${string}`;
  /** base64 PKCS#8 and SPKI of the X25519 pair to which the API seals what only the worker may read. */
  readonly workerPrivateKey: string;
  readonly workerPublicKey: string;
  readonly sessionSecret: string;
  /** By which the worker knows what the API asks of it. */
  readonly workloadSecret: string;
};

export function loadKeys(stateDir: string): StackKeys {
  const path = join(stateDir, "keys.json");
  const made = freshKeys();
  // A copy of an earlier version lacks what was added since.
  const keys: StackKeys = existsSync(path) ? { ...made, ...JSON.parse(readFileSync(path, "utf8")) } : made;
  writeFileSync(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}

function freshKeys(): StackKeys {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  return {
    operatorPrivateKey: `0x${randomBytes(32).toString("hex")}`,
    delegatePrivateKey: `0x${randomBytes(32).toString("hex")}`,
    workerPrivateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
    workerPublicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    sessionSecret: randomBytes(32).toString("base64url"),
    workloadSecret: randomBytes(32).toString("base64url"),
  };
}
