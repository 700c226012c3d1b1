import type { Client, ConnectConfig } from "ssh2";
import ssh2 from "ssh2";
import { KEYS, PASSWORD } from "./workload.ts";

export type Ran = { readonly stdout: string; readonly stderr: string; readonly code: number | null };

/** Logs in as root through a NodePort: by key, or by what `config` says. Rejects when refused. */
export function login(port: number, config: ConnectConfig = { privateKey: KEYS.private }): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once("connect", () => client.setNoDelay(true));
    client.once("ready", () => resolve(client));
    // Kept: the connection may break again after it was refused, and an error that nobody hears ends the process.
    client.on("error", reject);
    client.once("close", () => reject(new Error("the server closed the connection")));
    client.connect({ host: "127.0.0.1", port, username: "root", readyTimeout: 10_000, ...config });
  });
}

export const byPassword: ConnectConfig = { password: PASSWORD };

/** Runs one command over an open login. */
export function run(client: Client, command: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let stdout = "";
      let stderr = "";
      let code: number | null = null;
      channel.on("data", (data: Buffer) => {
        stdout += data.toString();
      });
      channel.stderr.on("data", (data: Buffer) => {
        stderr += data.toString();
      });
      channel.on("exit", (status: number | null) => {
        code = status;
      });
      channel.on("close", () => resolve({ stdout, stderr, code }));
    });
  });
}

/** Logs in, runs one command, logs out. */
export async function runOnce(port: number, command: string): Promise<Ran> {
  const client = await login(port);
  try {
    return await run(client, command);
  } finally {
    client.end();
  }
}
