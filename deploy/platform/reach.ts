import { BlockList, isIPv4 } from "node:net";
import type { V1IPBlock, V1LabelSelector, V1NetworkPolicy, V1NetworkPolicyPort } from "@kubernetes/client-node";

/** Where a pod wants to go: an address outside the cluster's pods, by TCP. */
export type Target = { readonly address: string; readonly port: number };

/**
 * Whether the policies let a pod with these labels reach an address: one that no policy selects may go anywhere, one that
 * is selected only where a rule says so. Addresses alone are judged; rules that name pods let none through here.
 */
export function mayReach(
  policies: readonly V1NetworkPolicy[],
  labels: Readonly<Record<string, string>>,
  { address, port }: Target,
): boolean {
  const own = policies.filter(
    ({ spec }) => spec?.policyTypes?.includes("Egress") === true && selects(spec.podSelector, labels),
  );
  const rules = own.flatMap(({ spec }) => spec?.egress ?? []);
  const isOpen = rules.some(
    ({ to, ports }) =>
      (ports === undefined || ports.some((one) => covers(one, port))) &&
      (to === undefined || to.some(({ ipBlock }) => ipBlock !== undefined && contains(ipBlock, address))),
  );
  return own.length === 0 || isOpen;
}

export function selects(
  { matchLabels = {}, matchExpressions = [] }: V1LabelSelector = {},
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== "In") throw new Error(`the operator ${operator} is not judged here`);
      return values.includes(labels[key] ?? "");
    })
  );
}

function covers({ protocol = "TCP", port, endPort }: V1NetworkPolicyPort, wanted: number): boolean {
  if (protocol !== "TCP") return false;
  return port === undefined || (wanted >= Number(port) && wanted <= Number(endPort ?? port));
}

function contains({ cidr, except = [] }: V1IPBlock, address: string): boolean {
  const inside = (range: string) => {
    const [network = "", bits = ""] = range.split("/");
    const list = new BlockList();
    list.addSubnet(network, Number(bits), isIPv4(network) ? "ipv4" : "ipv6");
    return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
  };
  return inside(cidr) && !except.some(inside);
}
