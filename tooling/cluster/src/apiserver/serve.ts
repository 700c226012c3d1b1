import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { KeyedCertificate } from "../pki/certificateAuthority.ts";
import { type Audit, type Faults, handle, type Server } from "./handle.ts";
import type { Registry } from "./registry.ts";
import { handleUpgrade } from "./upgrade.ts";

export type Listening = {
  readonly port: number;
  /** Breaks every open watch as a lost connection would. */
  dropConnections(): void;
  close(): Promise<void>;
};

export type ServeOptions = {
  readonly registry: Registry;
  readonly caPem: string;
  readonly serverCertificate: KeyedCertificate;
  readonly kubeletClient: KeyedCertificate;
  /** 0: any that is free. */
  readonly port: number;
  readonly faults: Faults;
  readonly audit: Audit;
};

/** The API over HTTPS, on 127.0.0.1 and nowhere else. Rejects when the port is taken. */
export async function serve(options: ServeOptions): Promise<Listening> {
  const { registry, caPem, serverCertificate, kubeletClient, faults, audit } = options;
  let port = options.port;
  const server: Server = {
    registry,
    pages: new Map(),
    faults,
    audit,
    kubeletClient,
    address: () => `127.0.0.1:${port}`,
  };
  const https = createServer(
    {
      // With the authority's own, so that whoever was told its hash can find it there.
      cert: `${serverCertificate.certPem}${caPem}`,
      key: serverCertificate.keyPem,
      ca: caPem,
      requestCert: true,
      // Tokens and questions about health come without a certificate; `authenticate` judges the others.
      rejectUnauthorized: false,
      keepAliveTimeout: 60_000,
      noDelay: true,
    },
    (request, response) => {
      response.on("error", () => undefined);
      handle(server, request, response).catch(() => response.destroy());
    },
  );
  https.on("upgrade", (request, socket, head) => handleUpgrade(server, request, socket, head));
  https.on("tlsClientError", () => undefined);
  https.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    https.once("error", reject);
    https.listen(options.port, "127.0.0.1", resolve);
  });
  port = (https.address() as AddressInfo).port;
  return {
    port,
    dropConnections: () => https.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        https.close(() => resolve());
        https.closeAllConnections();
      }),
  };
}
