import { createHash } from "node:crypto";
import ssh2 from "ssh2";

/** What a rental's page shows of the way in. */
export type WayIn = { readonly command: string; readonly password: string; readonly hostKey: string };

/** Logs in by `ssh root@<host> -p <port>` as a person would, to that host key only; answers what a command printed. */
export async function runOverSsh({ command, password, hostKey }: WayIn, line: string): Promise<string> {
  const [, username, host, port] = /^ssh (\w+)@([\w.-]+) -p (\d+)$/.exec(command) ?? [];
  if (username === undefined || host === undefined) throw new Error(`not an SSH command: ${command}`);
  const client = new ssh2.Client();
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("ready", resolve).once("error", reject);
      client.connect({
        ...{ host, port: Number(port), username, password, readyTimeout: 15_000 },
        hostVerifier: (key: Buffer) => fingerprintOf(key) === hostKey,
      });
    });
    return await output(client, line);
  } finally {
    client.end();
  }
}

/** As `ssh-keygen -lf` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function output(client: ssh2.Client, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error);
      let text = "";
      channel.on("data", (data: Buffer) => {
        text += data.toString();
      });
      channel.once("close", () => resolve(text.trim()));
    });
  });
}
