/** One simulated machine of the local network. */
export type NodeSpec = {
  /** Kubernetes node name. */
  readonly name: string;
  /** Lower-case 0x address of the provider it belongs to. */
  readonly provider: string;
  readonly region: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly gpu: { readonly model: string; readonly count: number; readonly vramMb: number };
  readonly cpuCores: number;
  /** GiB. */
  readonly memoryGb: number;
  /** GiB of ephemeral storage. */
  readonly storageGb: number;
};

/** What the machine says of itself: everything but whose it is, which a kubelet cannot say. */
export type Machine = Omit<NodeSpec, "provider">;
