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
  })
  .meta({
    description: "One OpenSSH public key, without options: ED25519, ECDSA, RSA from 2048 bits, or a security key.",
    examples: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@laptop"],
  });

export const createSshKeyInput = z.strictObject({
  public_key: sshPublicKey,
  name: printable
    .min(LIMITS.nameCharacters.min)
    .max(LIMITS.nameCharacters.max)
    .optional()
    .describe("Left out: the key's own comment."),
});
export const sshKeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    public_key: z.string().describe("Type and base64, as ssh_public_keys of a rental takes it."),
    fingerprint: z.string().describe("SHA256:…, as ssh-keygen -lf prints it."),
    created_at: instant,
    last_used_at: instant.nullable().describe("When a rental was last made with it; null: never."),
  })
  .meta({ id: "SshKey" });
export type SshKeyView = z.infer<typeof sshKeyView>;
export const sshKeysOutput = z.object({ ssh_keys: z.array(sshKeyView) });
export const deleteSshKeyInput = z.strictObject({ id: z.string().min(1).max(100) });
