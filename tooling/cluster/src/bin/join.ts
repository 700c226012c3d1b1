import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { readJoinArguments } from "../join/joinOptions.ts";

// One more simulated machine for a local network, by the line that the provider's page shows. Runs until Ctrl-C.

const WAIT_MS = 15 * 60_000;
const STATE = resolve(import.meta.dirname, "../../../../.local-nodes");

try {
  const { machine, ...options } = readJoinArguments(process.argv.slice(2), STATE);
  console.log(`${machine.name} asks to be let in …`);
  // Only now: a wrong flag is answered at once, and all that speaks Kubernetes takes its time to load.
  const { joinNode } = await import("../join/joinNode.ts");
  const node = await joinNode({ ...options, machine, token: readToken, waitMs: WAIT_MS });
  const stop = () => {
    console.log("  stopping …");
    void node.close().then(() => process.exit(0));
  };
  // Before it is said that Ctrl-C stops it: who reads that may press it at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  const { gpu, region } = machine;
  console.log(
    `${machine.name} is part of the network: ${gpu.count} × ${gpu.model} (simulated), ${region}. Ctrl-C stops it.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** From its variable, else the first line of standard input; never an argument, which others on the machine can read. */
async function readToken(): Promise<string> {
  const { WORLDLAND_JOIN_TOKEN: given } = process.env;
  if (given !== undefined && given !== "") return checked(given);
  if (process.stdin.isTTY) process.stdout.write("Token: ");
  for await (const line of createInterface({ input: process.stdin })) return checked(line);
  return checked("");
}

function checked(token: string): string {
  if (/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(token.trim())) return token.trim();
  throw new Error("The token must look like abcdef.0123456789abcdef.");
}
