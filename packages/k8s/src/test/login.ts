import ssh2, { type Client, type ConnectConfig } from "ssh2";

export type Ran = { readonly stdout: string; readonly stderr: string; readonly code: number | null };

/** Logs in as root. Rejects when refused, or when the server shows another host key than the one expected. */
export function login(target: {
  readonly host: string;
  readonly port: number;
  readonly hostKey: (key: Buffer) => boolean;
  readonly with: Pick<ConnectConfig, "password" | "privateKey">;
}): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.once("close", () => reject(new Error("the server closed the connection")));
    client.once("connect", () => client.setNoDelay(true));
    client.once("ready", () => resolve(client));
    const { host, port, hostKey: hostVerifier } = target;
    client.connect({ host, port, hostVerifier, username: "root", readyTimeout: 10_000, ...target.with });
  });
}

/** Runs one command over an open login. */
export function run(client: Client, command: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      const ran = { stdout: "", stderr: "", code: null as number | null };
      channel.on("data", (data: Buffer) => {
        ran.stdout += data.toString();
      });
      channel.stderr.on("data", (data: Buffer) => {
        ran.stderr += data.toString();
      });
      channel.on("exit", (status: number | null) => {
        ran.code = status;
      });
      channel.on("close", () => resolve(ran));
    });
  });
}
