import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { rentalSlug } from "@worldland/core/id";
import type { WorkloadSpec } from "@worldland/core/workload";
import { LABELS, NODE_LABELS } from "../labels.ts";
import { labelsOf, namesOf } from "../names.ts";
import { checkImage, checkSpec } from "./checkSpec.ts";
import { ownedBy } from "./owner.ts";

/** How the platform runs pods; the same for all workloads of a cluster. */
export type PodOptions = {
  /** Image that brings the SSH server and the entry program, pinned by digest. */
  readonly sshImage: string;
  /** false: root in the container is nobody on the node. Left out where the nodes cannot do it. */
  readonly hostUsers?: false;
  /** gVisor, Kata or the like, where the nodes offer it. */
  readonly runtimeClassName?: string;
};

/** Resolvers of the pod: the cluster's own DNS is closed to tenants. */
const NAMESERVERS = ["1.1.1.1", "8.8.8.8"];

/**
 * What sshd and a root shell with a package manager need; all of it is within the baseline profile. Chroot and the
 * change of users are sshd's, the file rights are those of root at home.
 */
const CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETUID",
  "SYS_CHROOT",
];

/**
 * The pod of a rental: the customer's image, entered through a program that the init container put beside it, so that
 * SSH works in any image and nothing is installed at start. Whatever a person typed is in the Secret's files only.
 */
export function podManifest(spec: WorkloadSpec, options: PodOptions, ownerUid: string): V1Pod {
  checkSpec(spec);
  checkImage(options.sshImage);
  const { namespace, name } = namesOf(spec);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: { ...labelsOf(spec), [LABELS.provider]: spec.provider },
      ownerReferences: [ownedBy(spec, ownerUid)],
    },
    spec: {
      hostname: rentalSlug(spec.rentalId),
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 10,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      dnsPolicy: "None",
      dnsConfig: { nameservers: [...NAMESERVERS] },
      ...(options.hostUsers === false ? { hostUsers: false } : {}),
      ...(options.runtimeClassName === undefined ? {} : { runtimeClassName: options.runtimeClassName }),
      // The provider's label comes from us alone, so a node that renames itself attracts nobody else's pods.
      nodeSelector: { [NODE_LABELS.hostname]: spec.nodeName, [NODE_LABELS.provider]: spec.provider },
      // A lost node is the worker's to judge: the cluster must not remove the pod before a rental has ended.
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
        { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
      ],
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      volumes: [
        { name: "worldland", emptyDir: { sizeLimit: "512Mi" } },
        { name: "access", secret: { secretName: name, defaultMode: 0o400 } },
      ],
      initContainers: [installer(options.sshImage)],
      containers: [main(spec)],
    },
  };
}

/** Copies the SSH server and the entry program into the shared volume. */
function installer(sshImage: string): V1Container {
  const amounts = { cpu: "1", memory: "256Mi", "ephemeral-storage": "1Gi" };
  return {
    name: "ssh-install",
    image: sshImage,
    imagePullPolicy: "IfNotPresent",
    resources: { requests: { ...amounts }, limits: { ...amounts } },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsUser: 0,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "worldland", mountPath: "/worldland" }],
  };
}

function main(spec: WorkloadSpec): V1Container {
  const amounts = {
    cpu: `${spec.cpuCores}`,
    memory: `${spec.memoryGb}Gi`,
    "ephemeral-storage": `${spec.storageGb}Gi`,
    "nvidia.com/gpu": `${spec.gpuCount}`,
  };
  return {
    name: "main",
    image: spec.image,
    imagePullPolicy: "IfNotPresent",
    command: ["/worldland/entry"],
    ports: [{ name: "ssh", containerPort: 22, protocol: "TCP" }],
    resources: { requests: { ...amounts }, limits: { ...amounts } },
    readinessProbe: { tcpSocket: { port: 22 }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 3 },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      // Images may name another user; sshd and the customer are root.
      runAsUser: 0,
      runAsGroup: 0,
      capabilities: { drop: ["ALL"], add: [...CAPABILITIES] },
    },
    volumeMounts: [
      { name: "worldland", mountPath: "/worldland", readOnly: true },
      { name: "access", mountPath: "/etc/worldland", readOnly: true },
    ],
  };
}
