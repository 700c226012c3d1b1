import { writeVectors } from "../writeVectors.ts";

console.log(`wrote ${await writeVectors(0n)} histories for forge`);
