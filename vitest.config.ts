import { defineConfig } from "vitest/config";

// Tests lie beside the code. Suites that need a real part (Postgres, anvil, the local cluster) start it
// themselves through @worldland/testing; nothing has to run before.
export default defineConfig({
  test: {
    include: ["{apps,packages,tooling}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/e2e/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
