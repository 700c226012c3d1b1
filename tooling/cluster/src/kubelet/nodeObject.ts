import type { Isolation } from "../pod/isolation.ts";
import { SIMULATED_CUDA, SIMULATED_DRIVER } from "../pod/simulatedGpu.ts";
import type { Machine } from "./nodeSpec.ts";

const MAX_PODS = 110;

/** Labels a machine gives itself, as GPU feature discovery and the kubelet would. */
export function nodeLabels(machine: Machine): Record<string, string> {
  const { gpu } = machine;
  const [driverMajor = "", driverMinor = "", driverRevision = ""] = SIMULATED_DRIVER.split(".");
  const [cudaMajor = "", cudaMinor = ""] = SIMULATED_CUDA.split(".");
  return {
    "kubernetes.io/hostname": machine.name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": process.arch === "x64" ? "amd64" : process.arch,
    "topology.kubernetes.io/region": labelValue(machine.region),
    "worldland.io/country": labelValue(machine.country),
    "worldland.io/simulated": "true",
    ...(gpu.count === 0
      ? {}
      : {
          "nvidia.com/gpu.present": "true",
          "nvidia.com/gpu.product": labelValue(gpu.model),
          "nvidia.com/gpu.count": String(gpu.count),
          "nvidia.com/gpu.memory": String(gpu.vramMb),
          "nvidia.com/cuda.driver.major": driverMajor,
          "nvidia.com/cuda.driver.minor": driverMinor,
          "nvidia.com/cuda.driver.rev": driverRevision,
          "nvidia.com/cuda.driver-version.full": SIMULATED_DRIVER,
          "nvidia.com/cuda.runtime.major": cudaMajor,
          "nvidia.com/cuda.runtime.minor": cudaMinor,
          "nvidia.com/cuda.runtime-version.full": SIMULATED_CUDA,
        }),
  };
}

/** Label values know no spaces: `RTX 4090` is said as `RTX-4090`. */
function labelValue(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 63);
}

export function nodeObject(machine: Machine, isolation: Pick<Isolation, "sentence">): object {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: machine.name,
      labels: nodeLabels(machine),
      annotations: {
        "worldland.io/isolation": isolation.sentence,
        "worldland.io/limits":
          "Memory is watched and a container over its limit is killed; single processes get a data limit; cpu is not limited.",
      },
    },
    spec: {},
  };
}

/** What the node reports each time: amounts, addresses, versions and the conditions of a healthy machine. */
export function nodeStatus(
  machine: Machine,
  isolation: Pick<Isolation, "version">,
  reported: { readonly now: string; readonly since: string; readonly kubeletPort: number },
): object {
  const amounts = {
    cpu: String(machine.cpuCores),
    memory: `${machine.memoryGb}Gi`,
    "ephemeral-storage": `${machine.storageGb}Gi`,
    pods: String(MAX_PODS),
    "nvidia.com/gpu": String(machine.gpu.count),
  };
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: reported.now,
    lastTransitionTime: reported.since,
  });
  return {
    capacity: amounts,
    allocatable: amounts,
    addresses: [
      { type: "ExternalIP", address: "127.0.0.1" },
      { type: "InternalIP", address: "127.0.0.1" },
      { type: "Hostname", address: machine.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: reported.kubeletPort } },
    nodeInfo: {
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      operatingSystem: "linux",
      osImage: "WorldLand local network (host /usr, simulated GPUs)",
      kernelVersion: "host",
      containerRuntimeVersion: isolation.version,
      kubeletVersion: "v1.36.0-worldland-local",
      kubeProxyVersion: "",
      machineID: machine.name,
      systemUUID: machine.name,
      bootID: reported.since,
    },
    conditions: [
      condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
      condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
      condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
      condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ],
  };
}
