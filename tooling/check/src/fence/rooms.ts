/** What a room's product code may import beside Node's own modules and itself. */
export type Room = {
  /** Workspace packages, without their scope. */
  readonly workspace: readonly string[];
  /** Workspace packages of which only types may be imported: nothing of them may run here. */
  readonly typesOf?: readonly string[];
  /** npm packages; absent: whatever its package.json declares, less what RESERVED gives to other rooms. */
  readonly npm?: readonly string[];
};

/** The rooms of the house, by folder; see docs/adr/0003-rooms.md. Folders under tooling/, and deploy/, may import everything. */
export const ROOMS: Readonly<Record<string, Room>> = {
  "packages/core": { workspace: [], npm: ["zod"] },
  "packages/contracts": { workspace: [], npm: ["viem", "solc"] },
  "packages/db": { workspace: ["core"] },
  "packages/k8s": { workspace: ["core"] },
  "packages/api": { workspace: ["core", "db", "contracts"] },
  "packages/sdk": { workspace: ["core", "contracts"], typesOf: ["api"] },
  "apps/worker": { workspace: ["core", "db", "k8s", "contracts"] },
  "apps/web": { workspace: ["api", "core", "contracts"] },
};

/** npm packages that only the rooms named may know: who else needs what they do asks those rooms. */
export const RESERVED: Readonly<Record<string, readonly string[]>> = {
  "drizzle-orm": ["packages/db"],
  pg: ["packages/db", "apps/worker"],
  "@kubernetes/client-node": ["packages/k8s"],
  bullmq: ["apps/worker"],
  ioredis: ["apps/worker"],
  next: ["apps/web"],
  react: ["apps/web"],
  wagmi: ["apps/web"],
  solc: ["packages/contracts"],
};

/** The only tooling that tests beside the code may import. */
export const TESTING = "testing";

export function roomOf(path: string): string | undefined {
  return /^(?:(?:apps|packages|tooling)\/[^/]+|deploy)(?=\/)/.exec(path)?.[0];
}

/** Of deploy/ only tests are TypeScript, and like tooling they may look at every room. */
export function isTooling(path: string): boolean {
  return path.startsWith("tooling/") || path.startsWith("deploy/");
}

/**
 * Tests, and what only tests may import: `x.test.ts`, `testMarket.ts`, all below `e2e/`, `test/` and `testing/`,
 * and how the browser's tests are run.
 * In the pages "test wallet" is a word of the product, so there the name alone makes no test.
 */
export function isTest(path: string): boolean {
  if (/\.(test|spec)\.tsx?$|\/(e2e|test|testing)\/|\/playwright\.config\.ts$/.test(path)) return true;
  return !path.startsWith("apps/web/") && /(^|\/)test[A-Z]\w*(\.tsx?)?$/.test(path);
}
