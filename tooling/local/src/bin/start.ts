import { readOptions } from "../stack/options.ts";
import { startStack } from "../stack/startStack.ts";

const DEFAULT_PORT = 3000;

const began = performance.now();
const options = readOptions(process.argv.slice(2), { port: DEFAULT_PORT, pages: "built" });
console.log("WorldLand Cloud, local network");
const stack = await startStack(options).catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
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
