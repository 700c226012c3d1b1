import { join } from "node:path";
import { type Bundles, bundlePrograms, copyBundles } from "@worldland/bundle/bundlePrograms";
import { CHECKOUT } from "./options.ts";

/** Worker and signer of the checkout as this stack starts them, now and when they fall over. */
export async function bundlesOf(stateDir: string): Promise<Bundles> {
  return copyBundles(await bundlePrograms(CHECKOUT), join(stateDir, "programs"));
}
