import { readWebEnv } from "./src/env.ts";
import { startWeb } from "./src/server/startWeb.ts";

/** The web process: runs until SIGTERM or SIGINT. Whoever started it starts it again when it falls over. */
const web = await startWeb(readWebEnv(), import.meta.dirname);
console.log(JSON.stringify({ level: "info", msg: "web is up", port: web.port }));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void web.stop().then(() => process.exit(0)));
}
