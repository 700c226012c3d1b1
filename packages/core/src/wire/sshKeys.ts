import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { readSshPublicKey } from "../sshKey.ts";
import { instant, printable } from "./fields.ts";

/** One OpenSSH public key a line, without options: what a rental takes, and what can be saved for the next one. */
export const sshPublicKey = z
  .string()
  .trim()
  .max(LIMITS.sshKeys.bytes)
  .superRefine((line, context) => {
    const read = readSshPublicKey(line);
    if ("fault" in read) context.addIssue({ code: "custom", message: read.fault });
  });

export const createSshKeyInput = z.strictObject({
  public_key: sshPublicKey,
  /** Left out: the key's own comment. */
  name: printable.min(LIMITS.nameCharacters.min).max(LIMITS.nameCharacters.max).optional(),
});
export const sshKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** `<type> <base64>`, as `ssh_public_keys` of a rental takes it. */
  public_key: z.string(),
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  fingerprint: z.string(),
  created_at: instant,
  /** When a rental was last made with it; null: never. */
  last_used_at: instant.nullable(),
});
export type SshKeyView = z.infer<typeof sshKeyView>;
export const sshKeysOutput = z.object({ ssh_keys: z.array(sshKeyView) });
export const deleteSshKeyInput = z.strictObject({ id: z.string().min(1).max(100) });
