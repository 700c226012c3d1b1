import { createServer, type Server, type Socket } from "node:net";
import type { V1EndpointSlice, V1Service } from "@kubernetes/client-node";
import type { Api } from "../kubelet/api.ts";
import { follow } from "../kubelet/follow.ts";

export type ProxyOptions = {
  /** Credentials that may read Services and EndpointSlices. */
  readonly api: Api;
  /** Whether a node's pods are reached from here: the others answer on their own machine. */
  isLocal(nodeName: string): boolean;
  /** Joins an accepted, paused connection to a port of a pod here. False: it does not run. */
  relay(podUid: string, port: number, socket: Socket): boolean;
};

export type NodePortProxy = {
  /** Looks again at what is local: nodes came or went. */
  refresh(): void;
  close(): Promise<void>;
};

type Target = { readonly podUid: string; readonly port: number };
type Door = { readonly server: Server; targets: readonly Target[]; next: number };

const RETRY_MS = 500;

/**
 * Keeps a listener on 127.0.0.1 for every NodePort with a pod here that takes connections, and relays each connection
 * into the pod. A port whose Service or last pod is gone is closed; connections already made live on.
 */
export function startNodePortProxy({ api, isLocal, relay }: ProxyOptions): NodePortProxy {
  const stop = new AbortController();
  const services = new Map<string, V1Service>();
  const slices = new Map<string, V1EndpointSlice>();
  const doors = new Map<number, Door>();
  let retry: NodeJS.Timeout | undefined;

  const keep = <T extends V1Service | V1EndpointSlice>(path: string, kept: Map<string, T>) =>
    follow<T>(
      api,
      {
        path,
        onList(items) {
          kept.clear();
          for (const item of items) kept.set(keyOf(item), item);
          settle();
        },
        onChange(item) {
          kept.set(keyOf(item), item);
          settle();
        },
        onDelete(item) {
          kept.delete(keyOf(item));
          settle();
        },
      },
      stop.signal,
    );
  const loops = [keep("/api/v1/services", services), keep("/apis/discovery.k8s.io/v1/endpointslices", slices)];

  return {
    refresh: settle,
    async close() {
      stop.abort();
      clearTimeout(retry);
      const closing = [...doors.values()].map(({ server }) => shut(server));
      doors.clear();
      await Promise.all([...loops, ...closing]);
    },
  };

  /** Makes the open doors those that the objects ask for. */
  function settle(): void {
    if (stop.signal.aborted) return;
    const wanted = wantedDoors([...services.values()], [...slices.values()], isLocal);
    for (const [port, door] of doors) {
      const targets = wanted.get(port);
      if (targets) door.targets = targets;
      else {
        doors.delete(port);
        void shut(door.server);
      }
    }
    for (const [port, targets] of wanted) if (!doors.has(port)) open(port, targets);
  }

  function open(port: number, targets: readonly Target[]): void {
    const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      socket.on("error", () => socket.destroy());
      for (let tries = 0; tries < door.targets.length; tries += 1) {
        const target = door.targets[door.next++ % door.targets.length];
        if (target && relay(target.podUid, target.port, socket)) return;
      }
      socket.destroy();
    });
    const door: Door = { server, targets, next: 0 };
    doors.set(port, door);
    server.on("error", () => {
      // Somebody else has the port for now.
      if (doors.get(port) === door) doors.delete(port);
      clearTimeout(retry);
      retry = setTimeout(settle, RETRY_MS);
      retry.unref();
    });
    server.listen(port, "127.0.0.1");
  }
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function keyOf({ metadata }: V1Service | V1EndpointSlice): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}

/** NodePort → where its connections go, for Services with a ready pod here. */
function wantedDoors(
  services: readonly V1Service[],
  slices: readonly V1EndpointSlice[],
  isLocal: (nodeName: string) => boolean,
): Map<number, Target[]> {
  const doors = new Map<number, Target[]>();
  for (const service of services) {
    if (service.spec?.type !== "NodePort" && service.spec?.type !== "LoadBalancer") continue;
    const own = slices.filter(
      ({ metadata }) =>
        metadata?.namespace === service.metadata?.namespace &&
        metadata?.labels?.["kubernetes.io/service-name"] === service.metadata?.name,
    );
    for (const { nodePort, name = "", protocol = "TCP" } of service.spec.ports ?? []) {
      if (nodePort === undefined || protocol !== "TCP") continue;
      const targets = own.flatMap((slice) => targetsOf(slice, name, isLocal));
      if (targets.length > 0) doors.set(nodePort, targets);
    }
  }
  return doors;
}

function targetsOf(slice: V1EndpointSlice, portName: string, isLocal: (nodeName: string) => boolean): Target[] {
  const port = slice.ports?.find(({ name }) => (name ?? "") === portName)?.port;
  if (!port) return [];
  return (slice.endpoints ?? [])
    .filter(({ conditions, nodeName }) => conditions?.ready !== false && nodeName !== undefined && isLocal(nodeName))
    .flatMap(({ targetRef }) => (targetRef?.uid ? [{ podUid: targetRef.uid, port }] : []));
}
