import type { Bundles } from "@worldland/bundle/bundlePrograms";

declare module "vitest" {
  /** What globalSetup.ts hands to the tests. */
  interface ProvidedContext {
    /** Worker and signer, each a file that starts quickly. */
    programs: Bundles;
  }
}
