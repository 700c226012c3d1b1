import { join } from "node:path";
import { buildPackage } from "./buildPackage.ts";

// npm run build: the publishable package in dist/, e.g. for `npm publish dist` or `npm pack dist`.

const outDir = join(import.meta.dirname, "..", "dist");
buildPackage(outDir);
console.log(`Built ${outDir}`);
