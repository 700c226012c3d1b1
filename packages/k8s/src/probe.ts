import { connect, type Socket } from "node:net";
import ssh2 from "ssh2";
import { fingerprintOf } from "./hostKey.ts";
import type { ProbeResult } from "./port.ts";

export type ProbeTarget = {
  /** The node's public address, as the customer uses it. */
  readonly host: string;
  readonly port: number;
  /** For everything together: connection, banner and, where asked for, key exchange. */
  readonly timeoutMs: number;
  /** `SHA256:…` of the rental's host key; when given, the other side must prove that it holds it. */
  readonly expectedFingerprint?: string;
};

type Unreachable = Extract<ProbeResult, { reachable: false }>["cause"];

/** RFC 4253: the banner line is at most 255 bytes; other lines may come before it. */
const GREETING_LIMIT = 4096;

/**
 * Is SSH there, and is it ours? Reads the banner on the public address and never authenticates. With a fingerprint it
 * goes through the key exchange: a host key is public, so seeing it proves nothing; its signature does. Network
 * causes are answers, never thrown.
 */
export function probeSsh(target: ProbeTarget): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    let greeting = "";
    let banner: string | null = null;
    const finish = (result: ProbeResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const fail = (cause: Unreachable) => finish({ reachable: false, cause });
    const timer = setTimeout(() => fail("timeout"), target.timeoutMs);
    socket.on("error", () => fail("refused"));
    // Accepted and closed again without a word is how a relay says that nobody listens behind it.
    socket.on("close", () => fail(greeting === "" || banner !== null ? "refused" : "no_banner"));
    socket.on("data", (chunk: Buffer) => {
      if (banner !== null) return;
      greeting += chunk.toString("latin1");
      banner = bannerOf(greeting);
      if (banner === null && greeting.length > GREETING_LIMIT) fail("no_banner");
      if (banner !== null && target.expectedFingerprint === undefined)
        finish({ reachable: true, banner, hostKeyFingerprint: null });
    });
    const expected = target.expectedFingerprint;
    if (expected === undefined) return;
    socket.once("connect", () => {
      shakeHands(socket, expected).then(
        () => finish({ reachable: true, banner: banner ?? "", hostKeyFingerprint: expected }),
        () => fail(banner === null ? "no_banner" : "wrong_host_key"),
      );
    });
  });
}

function bannerOf(greeting: string): string | null {
  return /^(SSH-(?:2\.0|1\.99)-[^\r\n]{1,246})\r?\n/m.exec(greeting)?.[1] ?? null;
}

/** Up to the end of the key exchange, whose signature the client has then verified. Rejects for any other key. */
function shakeHands(sock: Socket, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.once("handshake", () => resolve());
    client.connect({
      sock,
      username: "root",
      // Ours are ed25519: a server that has no such key cannot be ours.
      algorithms: { serverHostKey: ["ssh-ed25519"] },
      hostVerifier: (key: Buffer) => fingerprintOf(key) === expected,
    });
  });
}
