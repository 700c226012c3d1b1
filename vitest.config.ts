import { defineConfig } from "vitest/config";

// Tests lie beside the code. The run shares one PostgreSQL, from which testDatabase() gives each its own database;
// suites that need another real part (anvil, redis, the local cluster) start it themselves through @worldland/testing.
export default defineConfig({
  test: {
    include: ["{apps,packages,tooling,deploy}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/e2e/**"],
    globalSetup: ["./tooling/testing/src/globalSetup.ts"],
    setupFiles: ["./tooling/testing/src/propertySeed.ts"],
    // The full counts of npm run soak take their time.
    testTimeout: process.env.WORLDLAND_SOAK === "1" ? 3_600_000 : 60_000,
    hookTimeout: 120_000,
    // Files share what they import, which costs more than many of them take: a module keeps nothing of a test's.
    isolate: false,
    // Much of a test here is waiting for real parts: three keep two cores busy.
    maxWorkers: 3,
  },
});
