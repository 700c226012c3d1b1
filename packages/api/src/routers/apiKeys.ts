import { newSecret } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { apiKeysOutput, createApiKeyInput, createApiKeyOutput, deleteApiKeyInput } from "@worldland/core/wire/auth";
import { nothing } from "@worldland/core/wire/fields";
import { createApiKey } from "@worldland/db/commands/createApiKey";
import { deleteApiKey } from "@worldland/db/commands/deleteApiKey";
import { apiKeysOf } from "@worldland/db/queries/auth/apiKeysOf";
import { z } from "zod";
import { tokenHash } from "../auth/tokenHash.ts";
import { router, sessionProcedure } from "../trpc.ts";
import { apiKeyView } from "../views/apiKeyView.ts";

export const apiKeysRouter = router({
  create: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/api-keys" }, status: 201, shownOnce: ["key"] })
    .input(createApiKeyInput)
    .output(createApiKeyOutput)
    .mutation(async ({ ctx: { db, wallet }, input: { name, scopes, expires_at: expiry } }) => {
      const key = newSecret("wl_");
      const row = await createApiKey(db, {
        ...{ wallet, name, scopes: [...new Set(scopes)], keyHash: tokenHash(key) },
        expiresAt: expiry === undefined ? null : new Date(expiry),
      });
      return { ...apiKeyView(row), key };
    }),
  list: sessionProcedure
    .meta({ openapi: { method: "GET", path: "/api-keys" } })
    .input(nothing)
    .output(apiKeysOutput)
    .query(async ({ ctx: { db, wallet } }) => ({ api_keys: (await apiKeysOf(db, wallet)).map(apiKeyView) })),
  delete: sessionProcedure
    .meta({ openapi: { method: "DELETE", path: "/api-keys/{id}" }, status: 204 })
    .input(deleteApiKeyInput)
    .output(z.void())
    .mutation(async ({ ctx: { db, wallet }, input: { id } }) => {
      if (!(await deleteApiKey(db, { wallet, id }))) throw new Refusal("not_found");
    }),
});
