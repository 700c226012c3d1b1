import { createHash } from "node:crypto";
import type { JobView } from "@worldland/core/wire/rental";
import ssh2, { type Client, type ConnectConfig } from "ssh2";

export type Credentials = Pick<ConnectConfig, "password" | "privateKey">;

const READY_TIMEOUT_MS = 15_000;

/** Logs in with what the rental's page shows, accepting its host key only, and answers what each command printed. */
export async function runOverSsh(
  job: JobView,
  credentials: Credentials,
  commands: readonly string[],
): Promise<string[]> {
  const { ssh_host: host, ssh_port: port, ssh_user: username, ssh_host_key: hostKey } = job;
  if (host === null || port === null) throw new Error(`${job.job_id} has no address yet`);
  const client = new ssh2.Client();
  try {
    await ready(client, {
      ...{ host, port, username, readyTimeout: READY_TIMEOUT_MS },
      hostVerifier: (key: Buffer) => fingerprintOf(key) === hostKey,
      ...credentials,
    });
    const answers: string[] = [];
    for (const command of commands) answers.push(await run(client, command));
    return answers;
  } finally {
    client.end();
  }
}

/** As `ssh-keygen -lf` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function ready(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("ready", resolve);
    client.once("error", reject);
    client.once("close", () => reject(new Error("the server closed the connection")));
    client.connect(config);
  });
}

function run(client: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = "";
      channel.on("data", (data: Buffer) => {
        output += data.toString();
      });
      channel.stderr.on("data", (data: Buffer) => {
        output += data.toString();
      });
      channel.once("close", () => resolve(output.trim()));
    });
  });
}
