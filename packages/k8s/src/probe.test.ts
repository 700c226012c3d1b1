import { createServer, type Server, type Socket } from "node:net";
import ssh2 from "ssh2";
import { describe, expect, it, onTestFinished } from "vitest";
import { generateHostKey, hostKeyFingerprint } from "./hostKey.ts";
import { probeSsh } from "./probe.ts";

const own = generateHostKey();

describe("a probe", () => {
  it("sees the banner, and asks no further without a key to expect", async () => {
    const port = await serve((socket) => socket.write("welcome\r\nSSH-2.0-Some_1.0 comment\r\n"));
    expect(await probe(port)).toEqual({
      reachable: true,
      banner: "SSH-2.0-Some_1.0 comment",
      hostKeyFingerprint: null,
    });
  });

  it("believes a host key that its server signs with, and no other", async () => {
    const port = await serveSsh(own.privateKey);
    expect(await probe(port, own.fingerprint)).toMatchObject({ reachable: true, hostKeyFingerprint: own.fingerprint });
    expect(await probe(port, generateHostKey().fingerprint)).toEqual({ reachable: false, cause: "wrong_host_key" });
    const rsa = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).private;
    const other = await serveSsh(rsa);
    expect(await probe(other, hostKeyFingerprint(rsa))).toEqual({ reachable: false, cause: "wrong_host_key" });
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ["closed at once", "refused", (socket) => socket.destroy()],
    ["silent", "timeout", () => undefined],
    ["one who greets otherwise", "no_banner", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["one who never stops greeting", "no_banner", (socket) => socket.write("la la la\r\n".repeat(2_000))],
    ["a banner without an end", "timeout", (socket) => socket.write("SSH-2.0-")],
  ])("names the cause: %s", async (_who, cause, behave) => {
    const port = await serve(behave);
    expect(await probe(port)).toEqual({ reachable: false, cause });
    expect((await probe(port, own.fingerprint)).reachable).toBe(false);
  });

  it("names the cause: a banner, and then nonsense or silence", async () => {
    const nonsense = await serve((socket) => socket.write(`SSH-2.0-x\r\n${"\0\0\0\x0cnonsense".repeat(20)}`));
    expect(await probe(nonsense, own.fingerprint)).toMatchObject({ reachable: false, cause: "wrong_host_key" });
    const silent = await serve((socket) => socket.write("SSH-2.0-x\r\n"));
    expect(await probe(silent, own.fingerprint)).toEqual({ reachable: false, cause: "timeout" });
  });

  it("names the cause: nobody listens", async () => {
    const server = await listening(() => undefined);
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(port)).toEqual({ reachable: false, cause: "refused" });
  });
});

function probe(port: number, expectedFingerprint?: string) {
  const target = { host: "127.0.0.1", port, timeoutMs: 400 };
  if (expectedFingerprint === undefined) return probeSsh(target);
  return probeSsh({ ...target, timeoutMs: 1_000, expectedFingerprint });
}

async function serve(behave: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = await listening((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    behave(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

async function serveSsh(hostKey: string): Promise<number> {
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => client.on("error", () => undefined));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return portOf(server);
}

async function listening(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
