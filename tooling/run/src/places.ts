import { dirname, join } from "node:path";

/** The repository's root. */
export const root = dirname(dirname(dirname(import.meta.dirname)));

/** Where results of a run are left for programs to read; ignored by git. */
export const resultsFolder = join(root, "test-results");
