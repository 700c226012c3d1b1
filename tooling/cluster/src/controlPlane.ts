import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createObject } from "./apiserver/create.ts";
import type { Audit, Faults } from "./apiserver/handle.ts";
import { openJournal } from "./apiserver/journal.ts";
import type { Registry } from "./apiserver/registry.ts";
import { NAMESPACES } from "./apiserver/resources.ts";
import { type Listening, type ServeOptions, serve } from "./apiserver/serve.ts";
import { openStore } from "./apiserver/store.ts";
import { ADMINS, SYSTEM } from "./apiserver/user.ts";
import { sliceEndpoints } from "./controllers/endpointSlices.ts";
import { collectGarbage } from "./controllers/garbage.ts";
import { keepHouse } from "./controllers/housekeeping.ts";
import { terminateNamespaces } from "./controllers/namespaces.ts";
import { NODE_TIMING, type NodeTiming, watchNodes } from "./controllers/nodeLifecycle.ts";
import { furnishNamespaces } from "./controllers/serviceAccounts.ts";
import { signRequests } from "./controllers/signRequests.ts";
import {
  type CertificateAuthority,
  certificateAuthority,
  type KeyedCertificate,
  type Subject,
} from "./pki/certificateAuthority.ts";
import { kubeconfig } from "./pki/kubeconfig.ts";
import { schedulePods } from "./scheduler/schedule.ts";

export type ControlPlaneOptions = {
  /** Where objects, certificates and the administrator's kubeconfig are kept. Without it all is in memory. */
  readonly stateDir?: string;
  /** On 127.0.0.1. Without it the port of the last run in `stateDir`, if it is free, or any. */
  readonly port?: number;
  /** First and last NodePort. */
  readonly nodePortRange?: readonly [number, number];
  /** How soon a silent node is given up; as in a real cluster (40 s) unless a test is in a hurry. */
  readonly nodeTiming?: NodeTiming;
  /** Changes kept for watches that resume. */
  readonly watchWindow?: number;
  /** Read anew for every request, so it may be changed while the server runs. */
  readonly faults?: Faults;
  /** Told of everything that is asked for. */
  readonly audit?: Audit;
};

export type ControlPlane = {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  /** Null without a folder. */
  readonly adminKubeconfigPath: string | null;
  /** A kubeconfig for a user with a fresh client certificate; the administrator unless another is named. */
  kubeconfig(subject?: Subject): Promise<string>;
  /** A client certificate of this cluster. */
  issueClient(subject: Subject): Promise<KeyedCertificate>;
  /** A certificate for a TLS server (a kubelet's), for these names and addresses. */
  issueServer(names: readonly string[]): Promise<KeyedCertificate>;
  /** Breaks all connections, and with them every open watch. */
  dropConnections(): void;
  /** Forgets past changes: watches resumed from an older version are answered 410. */
  forgetChanges(): void;
  close(): Promise<void>;
};

export const ADMIN: Subject = { user: "kubernetes-admin", groups: [ADMINS] };

/** The user a node's kubelet is. */
export function nodeSubject(nodeName: string): Subject {
  return { user: `system:node:${nodeName}`, groups: ["system:nodes"] };
}

/** Starts API server, scheduler and controllers. Rejects when the port is taken. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { stateDir, nodePortRange = [30_000, 32_767], faults = {}, audit = () => undefined } = options;
  if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const authority = await loadAuthority(stateDir);
  const journal = stateDir === undefined ? null : openJournal(stateDir);
  const store = openStore(journal, options.watchWindow);
  const registry: Registry = { store, nodePortRange };
  const caPem = authority.certPem;
  const serverCertificate = await authority.issueServer(SERVER_NAMES);
  const kubeletClient = await authority.issueClient({ user: "kube-apiserver-kubelet-client", groups: [ADMINS] });
  const settings = { registry, caPem, serverCertificate, kubeletClient, faults, audit };
  const listening = await listen(settings, options).catch((error) => {
    store.close();
    throw error;
  });
  const url = `https://127.0.0.1:${listening.port}`;
  for (const name of FIRST_NAMESPACES)
    if (store.get(NAMESPACES.key, "", name) === null)
      createObject(registry, NAMESPACES, "", { metadata: { name } }, { user: SYSTEM, manager: "kube-apiserver" });
  const controllers = startControllers(registry, authority, options.nodeTiming ?? NODE_TIMING);

  const kubeconfigOf = async (subject: Subject = ADMIN) =>
    kubeconfig({ server: url, caPem, user: subject.user, credentials: await authority.issueClient(subject) });
  const adminKubeconfigPath = stateDir === undefined ? null : join(stateDir, "admin.kubeconfig");
  if (adminKubeconfigPath !== null) writeSecret(adminKubeconfigPath, await kubeconfigOf());
  if (stateDir !== undefined) writeSecret(join(stateDir, "port"), `${listening.port}\n`);
  return {
    url,
    port: listening.port,
    caPem,
    adminKubeconfigPath,
    kubeconfig: kubeconfigOf,
    issueClient: (subject) => authority.issueClient(subject),
    issueServer: (names) => authority.issueServer(names),
    dropConnections: () => listening.dropConnections(),
    forgetChanges: () => store.forgetChanges(),
    async close() {
      for (const controller of controllers) controller.stop();
      await listening.close();
      store.close();
    },
  };
}

const SERVER_NAMES = ["localhost", "127.0.0.1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
const FIRST_NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

function startControllers(registry: Registry, authority: CertificateAuthority, nodeTiming: NodeTiming) {
  return [
    furnishNamespaces(registry, authority.certPem),
    terminateNamespaces(registry),
    collectGarbage(registry),
    sliceEndpoints(registry),
    signRequests(registry, authority),
    watchNodes(registry, nodeTiming),
    keepHouse(registry),
    schedulePods(registry),
  ];
}

/** On the port asked for; else on that of the last run, which kubeconfigs out there may name, if nobody took it. */
async function listen(settings: Omit<ServeOptions, "port">, options: ControlPlaneOptions): Promise<Listening> {
  if (options.port !== undefined || options.stateDir === undefined)
    return serve({ ...settings, port: options.port ?? 0 });
  const last = Number(readIfThere(join(options.stateDir, "port")) ?? 0);
  return serve({ ...settings, port: last }).catch(() => serve({ ...settings, port: 0 }));
}

/** The authority of the folder, made at the first start: nodes and kubeconfigs of an earlier run stay valid. */
async function loadAuthority(stateDir: string | undefined): Promise<CertificateAuthority> {
  if (stateDir === undefined) return certificateAuthority();
  const paths = { cert: join(stateDir, "ca.crt"), key: join(stateDir, "ca.key") };
  const certPem = readIfThere(paths.cert);
  const keyPem = readIfThere(paths.key);
  if (certPem !== null && keyPem !== null) return certificateAuthority({ certPem, keyPem });
  const authority = await certificateAuthority();
  writeSecret(paths.key, authority.keyPem);
  writeSecret(paths.cert, authority.certPem);
  return authority;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Readable by its owner only, also where an older file was not. */
function writeSecret(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
}
