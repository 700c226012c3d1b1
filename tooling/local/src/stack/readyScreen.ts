import type { StackOptions } from "./options.ts";
import type { Stack } from "./startStack.ts";

/** What people read once everything is up: where to go, and what is simulated. */
export function readyScreen(stack: Stack, options: StackOptions, seconds: number): string {
  const { info } = stack;
  const customer = info.wallets.find((wallet) => wallet.role === "customer");
  const isLocal = customer !== undefined;
  const lines: [string, string][] = [
    ...(options.pages === "none" ? [] : [pagesLine(info.web, isLocal)]),
    ["API", `${info.api}/api/v1   reference: ${info.api}/api/v1/openapi.json`],
    ["Chain", `${info.rpc}   id ${info.chainId}, vault ${info.vault}`],
    ["Cluster", `KUBECONFIG=${info.kubeconfig}`],
    ...(isLocal ? [["Customer", `${customer.address} with 10 000 WL`] satisfies [string, string]] : []),
    ["For tools", stack.infoPath],
    ["Logs", `${options.stateDir}/logs`],
  ];
  return [
    "",
    `  Ready in ${seconds.toFixed(1)} s.   ${whatIsReal(stack, isLocal)}`,
    "",
    ...lines.map(([what, where]) => `    ${what.padEnd(12)}${where}`),
    "",
    "  Ctrl-C stops everything; the next start resumes here.   npm start -- --fresh begins anew.",
    "",
  ].join("\n");
}

function pagesLine(web: string, isLocal: boolean): [string, string] {
  return ["Pages", isLocal ? `${web}          connect with "Local test wallet"` : web];
}

function whatIsReal({ cluster, info }: Stack, isLocal: boolean): string {
  if (isLocal && cluster !== null) return "Everything here is local and simulated: test WL, simulated GPUs, real SSH.";
  const money = isLocal ? "Test WL" : `Real money of chain ${info.chainId}`;
  return `${money}; ${cluster === null ? "the nodes of your cluster" : "simulated GPUs, real SSH"}.`;
}
