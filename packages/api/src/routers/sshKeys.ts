import { LIMITS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import { keyLineOf, kindOfSshKey, readSshPublicKey, type SshPublicKey, sshFingerprint } from "@worldland/core/sshKey";
import { nothing, printable } from "@worldland/core/wire/fields";
import { createSshKeyInput, deleteSshKeyInput, sshKeysOutput, sshKeyView } from "@worldland/core/wire/sshKeys";
import { deleteSshKey } from "@worldland/db/commands/deleteSshKey";
import { saveSshKey } from "@worldland/db/commands/saveSshKey";
import { sshKeysOf } from "@worldland/db/queries/auth/sshKeysOf";
import { z } from "zod";
import { router, sessionProcedure, walletProcedure } from "../trpc.ts";
import { sshKeyView as viewOf } from "../views/sshKeyView.ts";

/** Saving and deleting are for sessions: whoever got hold of an API key shall not slip a key of his own in here. */
export const sshKeysRouter = router({
  create: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/ssh-keys" }, status: 201 })
    .input(createSshKeyInput)
    .output(sshKeyView)
    .mutation(async ({ ctx: { db, wallet }, input }) => {
      const key = readSshPublicKey(input.public_key);
      if ("fault" in key) throw new Refusal("invalid_request", key.fault);
      const name = input.name ?? nameOf(key);
      const fingerprint = await sshFingerprint(key);
      return viewOf(await saveSshKey(db, { wallet, name, publicKey: keyLineOf(key), fingerprint }));
    }),
  list: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/ssh-keys" } })
    .input(nothing)
    .output(sshKeysOutput)
    .query(async ({ ctx: { db, wallet } }) => ({ ssh_keys: (await sshKeysOf(db, wallet)).map(viewOf) })),
  delete: sessionProcedure
    .meta({ openapi: { method: "DELETE", path: "/ssh-keys/{id}" }, status: 204 })
    .input(deleteSshKeyInput)
    .output(z.void())
    .mutation(async ({ ctx: { db, wallet }, input: { id } }) => {
      if (!(await deleteSshKey(db, { wallet, id }))) throw new Refusal("not_found");
    }),
});

/** What its owner wrote behind it, or else what kind of key it is. */
function nameOf({ type, comment }: SshPublicKey): string {
  const name = [...comment].slice(0, LIMITS.nameCharacters.max).join("");
  return name !== "" && printable.safeParse(name).success ? name : `${kindOfSshKey(type)} key`;
}
