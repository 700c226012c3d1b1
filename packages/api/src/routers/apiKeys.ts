import { Refusal } from "@worldland/core/refusal";
import { apiKeysOutput, createApiKeyInput, createApiKeyOutput, deleteApiKeyInput } from "@worldland/core/wire/auth";
import { nothing } from "@worldland/core/wire/fields";
import { z } from "zod";
import { router, sessionProcedure } from "../trpc.ts";

export const apiKeysRouter = router({
  create: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/api-keys" }, status: 201 })
    .input(createApiKeyInput)
    .output(createApiKeyOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  list: sessionProcedure
    .meta({ openapi: { method: "GET", path: "/api-keys" } })
    .input(nothing)
    .output(apiKeysOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  delete: sessionProcedure
    .meta({ openapi: { method: "DELETE", path: "/api-keys/{id}" }, status: 204 })
    .input(deleteApiKeyInput)
    .output(z.void())
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
});
