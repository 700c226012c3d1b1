import { faultOf } from "@worldland/core/fault";
import type { RunningProcess } from "./startWorker.ts";

/**
 * Runs a process until SIGTERM or SIGINT, then stops it in order. What nobody caught ends it, in words that quote no
 * secret: whoever started it starts it again.
 */
export async function runProcess(start: () => Promise<RunningProcess>): Promise<void> {
  const fail = (cause: unknown) => {
    process.stderr.write(`${JSON.stringify({ level: "fatal", err: faultOf(cause) })}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  const running = await start();
  const stop = () => void running.stop().then(() => process.exit(0), fail);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}
