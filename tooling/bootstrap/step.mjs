import { spawn } from "node:child_process";
import { Fault } from "./fault.mjs";
import { root } from "./places.mjs";
import { forwardSignals } from "./signals.mjs";

/** Runs a command in silence with one line of progress; its output appears only if it fails. */
export async function step(title, command, args, env) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  console.error(`${title} …`);
  const stillGoing = setInterval(() => console.error(`  … ${seconds()}`), 15_000);
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const stopForwarding = forwardSignals(child);
  const code = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.code ?? String(error)));
    child.once("close", (status, signal) => resolve(status ?? signal));
  });
  clearInterval(stillGoing);
  stopForwarding();
  if (code !== 0) throw new Fault(explain(command, code, output));
  console.error(`  done in ${seconds()}.`);
}

function explain(command, code, output) {
  const end = output.trim().split("\n").slice(-12).join("\n");
  const causes = [
    [
      code === "ENOENT",
      `${command} was not found on PATH. Install Node together with npm (Debian: apt-get install nodejs npm).`,
    ],
    [["SIGINT", "SIGTERM", 130, 143].includes(code), "Stopped before it was done; the next run goes on from here."],
    [/ENOSPC/.test(output), "The disk is full."],
    [
      /OUTDATED_LOCKFILE/.test(output),
      "pnpm-lock.yaml does not fit a package.json. Run .toolchain/bin/pnpm install and commit the lockfile.",
    ],
    [
      /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|dns error|error sending request/i.test(output),
      "The npm registry cannot be reached. The first run needs the network; check it, and npm's registry and proxy settings.",
    ],
    [/EACCES|EPERM|EROFS/.test(output), `A file may not be written. Does ${root} belong to you?`],
    [
      /E404|ETARGET|notarget|NO_MATCHING_VERSION|ERR_PNPM_FETCH_404/.test(output),
      "The npm registry in use does not have one of the packages.",
    ],
  ];
  const cause = causes.find(([applies]) => applies)?.[1] ?? `${command} failed (${code}).`;
  return end === "" ? cause : `${end}\n\n${cause}`;
}
