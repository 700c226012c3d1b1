import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@worldland/run/places";
import { generatedPages } from "./generatedPages.ts";

for (const { path, shouldBe } of generatedPages()) writeFileSync(join(root, path), shouldBe);
