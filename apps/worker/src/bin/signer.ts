import { readSignerEnv } from "../env.ts";
import { runProcess } from "../runProcess.ts";
import { startSigner } from "../startSigner.ts";

await runProcess(() => startSigner(readSignerEnv()));
