import { defineConfig } from "@playwright/test";
import { findChromium } from "@worldland/testing/chromium";

const chromium = await findChromium();
if ("skip" in chromium) throw new Error(chromium.skip);

/** Whole walks in a real browser, one after the other on one local network of their own. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/startNetwork.ts",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: "off",
    screenshot: "off",
    launchOptions: {
      executablePath: chromium.executablePath,
      args: chromium.args,
      env: { ...process.env, ...chromium.env },
    },
  },
});
