import { writeFileSync } from "node:fs";
import { generatedFiles } from "./generatedFiles.ts";

for (const { name, text } of await generatedFiles()) {
  writeFileSync(new URL(name, import.meta.url), text);
  console.log(`wrote ts/${name}`);
}
