import { readWorkerEnv } from "../env.ts";
import { runProcess } from "../runProcess.ts";
import { startWorker } from "../startWorker.ts";

await runProcess(() => startWorker(readWorkerEnv()));
