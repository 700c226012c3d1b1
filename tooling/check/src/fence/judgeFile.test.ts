import { describe, expect, test } from "vitest";
import { sourcePaths } from "../parts/importFence.ts";
import { judgeFile } from "./judgeFile.ts";

type Case = readonly [what: string, path: string, text: string];

const FORBIDDEN: readonly Case[] = [
  ["core knows nobody", "packages/core/src/a.ts", 'import { x } from "@worldland/db/clock";'],
  ["core uses zod and nothing else", "packages/core/src/a.ts", 'import { getAddress } from "viem";'],
  ["only db writes SQL", "packages/api/src/a.ts", 'import { sql } from "drizzle-orm";'],
  ["only db writes SQL, by no door", "apps/worker/src/a.ts", 'const { sql } = await import("drizzle-orm");'],
  [
    "only k8s knows the cluster's client",
    "apps/worker/src/a.ts",
    'import type { V1Pod } from "@kubernetes/client-node";',
  ],
  ["only the worker knows the queue", "packages/db/src/a.ts", 'export { Queue } from "bullmq";'],
  ["only contracts knows an ABI", "apps/worker/src/a.ts", 'import { parseAbi } from "viem";'],
  [
    "the web has no cluster",
    "apps/web/src/a.tsx",
    'import { connect } from "@worldland/k8s/connect"; export const A = () => <b />;',
  ],
  ["the web has no database", "apps/web/src/a.ts", 'import { database } from "@worldland/db/database";'],
  ["the sdk runs no server code", "packages/sdk/src/a.ts", 'import { router } from "@worldland/api/router";'],
  ["the sdk re-exports no server code", "packages/sdk/src/a.ts", 'export * from "@worldland/api/router";'],
  ["the sdk runs none beside a type", "packages/sdk/src/a.ts", 'import { type A, b } from "@worldland/api/router";'],
  ["types are imports too", "packages/db/src/a.ts", 'export type A = import("@worldland/k8s/port").Cluster;'],
  ["nothing imports tooling", "packages/db/src/a.ts", 'import { until } from "@worldland/testing/until";'],
  ["tests import testing, no other tooling", "packages/db/src/a.test.ts", 'import { x } from "@worldland/cluster/x";'],
  ["no room imports what is deployed", "apps/web/src/a.ts", 'import { x } from "../../../deploy/x.ts";'],
  ["a test imports no app but its own", "packages/db/src/a.test.ts", 'import { x } from "@worldland/worker/x";'],
  ["product code imports no test code", "packages/db/src/a.ts", 'import { m } from "./testMarket.ts";'],
  ["nor another room's", "packages/api/src/a.ts", 'import { m } from "@worldland/db/testMarket";'],
  ["no path leads around a package's name", "packages/db/src/a.ts", 'import { x } from "../../core/src/id.ts";'],
  ["a room that nobody named", "packages/new/src/a.ts", 'import { z } from "zod";'],
  ["the clock", "apps/worker/src/a.ts", "export const at = Date.now();"],
  ["the clock, as an object", "apps/worker/src/a.ts", "export const at = new Date();"],
  ["chance", "apps/worker/src/a.ts", "export const n = Math.random();"],
  ["ids", "packages/api/src/a.ts", "export const id = crypto.randomUUID();"],
  ["the environment", "packages/api/src/a.ts", "export const url = process.env.DATABASE_URL;"],
  ["the environment, taken apart", "packages/api/src/a.ts", "export const { DATABASE_URL } = process.env;"],
  ["a cast through unknown", "packages/db/src/a.test.ts", "export const a = 1 as unknown as string;"],
  ["an ignored type error", "tooling/run/src/a.ts", "// @ts-expect-error\nexport const a = 1;"],
  ["an ignored type error, in a test too", "packages/db/src/a.test.ts", "// @ts-ignore\nexport const a = 1;"],
  ["a file too long", "packages/db/src/a.ts", "\n".repeat(301)],
  ["a name that says nothing", "packages/db/src/rentalHelpers.ts", "export const a = 1;"],
];

const ALLOWED: readonly Case[] = [
  [
    "a room's own words",
    "packages/db/src/a.ts",
    'import { newId } from "@worldland/core/id"; import { sql } from "drizzle-orm";',
  ],
  ["types of the api in the sdk", "packages/sdk/src/a.ts", 'import type { Router } from "@worldland/api/router";'],
  [
    "types of the api in the sdk, one by one",
    "packages/sdk/src/a.ts",
    'import { type A } from "@worldland/api/router";',
  ],
  ["real parts in tests", "packages/db/src/a.test.ts", 'import { until } from "@worldland/testing/until";'],
  ["test code in tests", "packages/api/src/a.test.ts", 'import { m } from "@worldland/db/testMarket";'],
  ["a test that something must not compile", "packages/db/src/a.test.ts", "// @ts-expect-error\nexport const a = 1;"],
  ["a harness of tests", "apps/worker/src/testing/walk.ts", 'import { m } from "@worldland/db/testMarket";'],
  ["a word of the product", "apps/web/src/wallet/a.ts", 'import { w } from "./testWallets.ts";'],
  ["a date of something", "packages/db/src/a.ts", "export const at = (text: string) => new Date(text);"],
  ["the clock in its place", "packages/core/src/time.ts", "export const at = Date.now();"],
  ["the environment in its place", "apps/worker/src/env.ts", "export const env = process.env;"],
  [
    "everything in tooling",
    "tooling/local/src/a.ts",
    'import { x } from "@worldland/worker/x"; process.env.X = String(Date.now());',
  ],
  [
    "words in a comment or a string",
    "packages/db/src/a.ts",
    '// Date.now() and process.env\nexport const a = "Math.random()";',
  ],
];

describe("the fence", () => {
  test.each(FORBIDDEN)("catches: %s", (_, path, text) => {
    expect(judgeFile(path, text)).toHaveLength(1);
  });

  test.each(ALLOWED)("lets through: %s", (_, path, text) => {
    expect(judgeFile(path, text)).toEqual([]);
  });

  test("says where and what", () => {
    const text = '\n\nimport { sql } from "drizzle-orm";\n';
    expect(judgeFile("packages/api/src/a.ts", text)).toEqual([
      "packages/api/src/a.ts:3 drizzle-orm belongs to packages/db",
    ]);
  });

  test("does not take an unread file for a clean one", () => {
    expect(() => judgeFile("packages/db/src/a.ts", "import {")).toThrow("does not parse");
  });

  test("looks at this repository's files, this one among them", async () => {
    const paths = await sourcePaths();
    expect(paths).toContain("tooling/check/src/fence/judgeFile.test.ts");
    expect(paths).toContain("packages/core/src/rental/decide.ts");
  });
});
