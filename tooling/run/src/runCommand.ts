import { spawn } from "node:child_process";

export type CommandResult = { code: number; output: string };

export type CommandOptions = {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Its standard output is returned instead of shown. */
  capture?: boolean;
  /** After this it is killed, and the code is 124. */
  deadlineS: number;
};

/** Runs a program to its end. What it writes to standard error is always shown. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, capture = false, deadlineS }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"] });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  let isLate = false;
  const killer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, deadlineS * 1000);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code: isLate ? 124 : (code ?? 1), output }));
    });
  } finally {
    clearTimeout(killer);
  }
}
