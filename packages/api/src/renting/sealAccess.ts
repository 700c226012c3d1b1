import { seal } from "@worldland/core/sealed";
import type { WorkloadAccess } from "@worldland/core/workload";
import type { ApiConfig } from "../config.ts";
import { hashPassword } from "./hashPassword.ts";
import type { Request } from "./request.ts";

/** The way in that a request asks for. The password is hashed here and goes nowhere else. */
export async function accessOf(request: Request): Promise<WorkloadAccess> {
  const { ssh_password: password, ssh_public_keys: keys, env, on_start: onStart } = request;
  return {
    passwordHash: password === undefined ? null : await hashPassword(password),
    authorizedKeys: keys ?? [],
    env: env ?? {},
    onStart: onStart ?? null,
  };
}

/** Sealed so that only the worker reads it, and only for this rental. */
export function sealAccess(config: ApiConfig, access: WorkloadAccess, rentalId: bigint): Promise<string> {
  return seal(config.workerPublicKey, JSON.stringify(access), rentalId.toString());
}
