import { explain } from "../stack/explain.ts";
import { readOptions } from "../stack/options.ts";

const DEFAULT_PORT = 3000;

const began = performance.now();
console.log("WorldLand Cloud, local network");
const { options, stack } = await start().catch((error: unknown) => {
  console.error(`\n${explain(error)}`);
  process.exit(1);
});
const seconds = ((performance.now() - began) / 1000).toFixed(1);
const customer = stack.info.wallets.find((wallet) => wallet.role === "customer");
console.log(`
  Ready in ${seconds} s.   Everything here is local and simulated: test WL, simulated GPUs, real SSH.

    Pages       ${stack.info.web}          connect with "Local test wallet"
    API         ${stack.info.api}/api/v1   reference: ${stack.info.web}/api/v1/openapi.json
    Chain       ${stack.info.rpc}   id ${stack.info.chainId}, vault ${stack.info.vault}
    Cluster     KUBECONFIG=${stack.info.kubeconfig}
    Customer    ${customer?.address ?? "none"} with 10 000 WL
    For tools   ${stack.infoPath}
    Logs        ${options.stateDir}/logs

  Ctrl-C stops everything; the next start resumes here.   npm start -- --fresh begins anew.
`);

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  console.log("\n  stopping …");
  await stack.close();
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());

async function start() {
  const options = readOptions(process.argv.slice(2), { port: DEFAULT_PORT, pages: "built" });
  // Only now: a wrong flag is answered at once, and all that speaks Kubernetes takes its time to load.
  const { startStack } = await import("../stack/startStack.ts");
  return { options, stack: await startStack(options) };
}
