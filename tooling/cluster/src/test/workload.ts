import bcrypt from "bcryptjs";
import type { Api } from "../kubelet/api.ts";
import { localImages } from "../pod/localImages.ts";
import { newSshKeys } from "./sshKeys.ts";

export type TestWorkload = {
  readonly name: string;
  readonly nodePort: number;
  readonly gpuCount?: number;
  readonly image?: string;
  readonly nodeName?: string;
  readonly command?: readonly string[];
  readonly memory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onStart?: string;
};

export const PASSWORD = "correct horse battery";
export const KEYS = newSshKeys();
const HOST_KEYS = newSshKeys();

/** The digest-pinned name of an image of the local registry. */
export function pinned(repository: string): string {
  const image = localImages().find((one) => one.repository === repository);
  if (image === undefined) throw new Error(`no image ${repository}`);
  return `${image.repository}@${image.digest}`;
}

/** Creates what a rental's workload is made of: Secret, Service and pod, as the product writes them. */
export async function createWorkload(api: Api, workload: TestWorkload): Promise<void> {
  const metadata = { name: workload.name, namespace: "default", labels: { workload: workload.name } };
  const files = {
    host_key: HOST_KEYS.private,
    authorized_keys: `${KEYS.public} a comment\n`,
    password_hash: bcrypt.hashSync(PASSWORD, 6),
    "env.json": JSON.stringify(workload.env ?? {}),
    ...(workload.onStart === undefined ? {} : { on_start: workload.onStart }),
  };
  const data = Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  const post = (kind: string, body: object) =>
    api.call({ method: "POST", path: `/api/v1/namespaces/default/${kind}`, body: { metadata, ...body } });
  await post("secrets", { apiVersion: "v1", kind: "Secret", type: "Opaque", data });
  await post("services", {
    apiVersion: "v1",
    kind: "Service",
    spec: {
      type: "NodePort",
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: true,
      selector: { workload: workload.name },
      ports: [{ name: "ssh", protocol: "TCP", port: 22, targetPort: 22, nodePort: workload.nodePort }],
    },
  });
  await post("pods", { apiVersion: "v1", kind: "Pod", spec: podSpec(workload) });
}

function podSpec(workload: TestWorkload): object {
  const amounts = {
    cpu: "1",
    memory: workload.memory ?? "1Gi",
    "ephemeral-storage": "1Gi",
    "nvidia.com/gpu": String(workload.gpuCount ?? 1),
  };
  return {
    hostname: workload.name,
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 5,
    automountServiceAccountToken: false,
    ...(workload.nodeName === undefined ? {} : { nodeSelector: { "kubernetes.io/hostname": workload.nodeName } }),
    tolerations: [
      { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
      { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
    ],
    volumes: [
      { name: "worldland", emptyDir: {} },
      { name: "access", secret: { secretName: workload.name, defaultMode: 0o400 } },
    ],
    initContainers: [
      {
        name: "ssh-install",
        image: pinned("worldland/ssh"),
        volumeMounts: [{ name: "worldland", mountPath: "/worldland" }],
      },
    ],
    containers: [
      {
        name: "main",
        image: workload.image ?? pinned("nvidia/cuda"),
        command: workload.command ?? ["/worldland/entry"],
        ports: [{ containerPort: 22 }],
        resources: { requests: amounts, limits: amounts },
        readinessProbe: { tcpSocket: { port: 22 }, periodSeconds: 1 },
        volumeMounts: [
          { name: "worldland", mountPath: "/worldland", readOnly: true },
          { name: "access", mountPath: "/etc/worldland", readOnly: true },
        ],
      },
    ],
  };
}
