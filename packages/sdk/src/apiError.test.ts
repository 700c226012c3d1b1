import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@worldland/api/router";
import { expect, it } from "vitest";
import { ApiError, apiErrorOf } from "./apiError.ts";
import { createClient } from "./createClient.ts";

it("says what is wrong with each field when a request does not parse", () => {
  const message = JSON.stringify([{ path: ["gpu_count"], message: "Too big" }]);
  const shape = { message, code: -32600, data: { code: "BAD_REQUEST", httpStatus: 400, refusal: null } } as const;
  const error = apiErrorOf(new TRPCClientError<AppRouter>(message, { result: { error: shape } }));
  expect(error).toBeInstanceOf(ApiError);
  expect(error.code).toBe("invalid_request");
  expect(error.fields).toEqual([{ path: "gpu_count", message: "Too big" }]);
});

it("calls a platform that does not answer unreachable", async () => {
  const client = createClient({
    url: "http://platform.invalid",
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  });
  const error = await client.network().catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ name: "ApiError", code: "unreachable" });
});

it("calls an answer that is no answer of a platform unreachable, not a refusal", async () => {
  const client = createClient({
    url: "http://platform.invalid",
    fetch: async () => new Response("<html>bad gateway</html>", { status: 502 }),
  });
  await expect(client.account()).rejects.toMatchObject({ code: "unreachable" });
});
