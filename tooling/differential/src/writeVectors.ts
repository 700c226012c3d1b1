import { once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { agreedHistory, WANTED } from "./histories.ts";
import { encodeHistory } from "./vectors.ts";

/** Read by packages/contracts/test/Differential.t.sol; ignored by git. */
const FOLDER = join(import.meta.dirname, "../../../packages/contracts/cache/vectors");

/**
 * Writes the histories for forge, half for a vault of a token and half for one of the coin: a line with their number,
 * then one for each. `core` and the model agree on all that are written, or this throws.
 */
export async function writeVectors(firstSeed: bigint): Promise<number> {
  mkdirSync(FOLDER, { recursive: true });
  const half = Math.ceil(WANTED / 2);
  for (const [part, name] of ["token", "coin"].entries()) {
    const file = createWriteStream(join(FOLDER, `${name}.txt`));
    file.write(`${half}\n`);
    for (let index = 0; index < half; index += 1) {
      const line = encodeHistory(agreedHistory(firstSeed + BigInt(part * half + index)));
      if (!file.write(`${line}\n`)) await once(file, "drain");
    }
    file.end();
    await once(file, "finish");
  }
  return 2 * half;
}
