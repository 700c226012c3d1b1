import type { V1Node } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { modelOf, observeGoneNode, observeNode } from "./inventory.ts";
import { parseQuantity } from "./quantity.ts";

const node: V1Node = {
  metadata: {
    name: "node-a",
    uid: "uid-1",
    labels: {
      "nvidia.com/gpu.product": "NVIDIA-GeForce-RTX-4090",
      "nvidia.com/gpu.memory": "24564",
      "nvidia.com/cuda.driver.major": "550",
      "nvidia.com/cuda.driver.minor": "54",
      "nvidia.com/cuda.driver.rev": "14",
      "nvidia.com/cuda.runtime-version.full": "12.4",
      "topology.kubernetes.io/region": "Seoul",
      "node-restriction.kubernetes.io/worldland-provider": "0xabc",
    },
  },
  spec: { unschedulable: true },
  status: {
    allocatable: { cpu: "31500m", memory: "130000Mi", "ephemeral-storage": "1000Gi", "nvidia.com/gpu": "4" },
    conditions: [{ type: "Ready", status: "True" }],
    addresses: [
      { type: "InternalIP", address: "10.0.0.7" },
      { type: "ExternalIP", address: "203.0.113.7" },
    ],
  },
};

describe("a look at a node", () => {
  it("rounds down to whole cores and GiB, and takes the public address for the way in", () => {
    expect(observeNode("default", node, "t")).toMatchObject({
      provider: "0xabc",
      ready: true,
      cordoned: true,
      publicAddress: "203.0.113.7",
      gpuModel: "RTX 4090",
      gpuCount: 4,
      vramMb: 24_564,
      cpuCores: 31,
      memoryGb: 126,
      storageGb: 1000,
      driverVersion: "550.54.14",
      cudaVersion: "12.4",
      simulated: false,
      leaseRenewTime: "t",
    });
  });

  it("of a machine that says nothing shows nothing for rent", () => {
    const bare = observeNode("default", {}, null);
    expect(bare).toMatchObject({ gpuModel: null, gpuCount: 0, ready: false, provider: null, publicAddress: null });
  });

  it("counts no GPU that several pods share", () => {
    const labels = { ...node.metadata?.labels, "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB-SHARED" };
    expect(observeNode("default", { ...node, metadata: { labels } }, null).gpuCount).toBe(0);
  });

  it("that is gone has nothing left, under its name", () => {
    const gone = observeGoneNode(observeNode("default", node, "t"));
    expect(gone).toMatchObject({ name: "node-a", uid: "uid-1", ready: false, gpuCount: 0, leaseRenewTime: null });
  });
});

describe("a model", () => {
  it.each([
    ["NVIDIA-GeForce-RTX-4090", "RTX 4090"],
    ["NVIDIA-A100-SXM4-80GB", "A100"],
    ["Tesla-T4", "T4"],
    ["NVIDIA-H100-80GB-HBM3", "H100 HBM3"],
    ["", null],
  ])("is said as people say it: %s", (product, model) => {
    expect(modelOf(product)).toBe(model);
  });
});

describe("a quantity", () => {
  it.each([
    ["16", 16],
    ["500m", 0.5],
    ["32Gi", 32 * 2 ** 30],
    ["1e3", 1000],
    [".5G", 5e8],
    ["", 0],
    ["twelve", 0],
    ["-1", 0],
    [undefined, 0],
  ])("%s", (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });
});
