import { parseRentalSlug, rentalSlug } from "@worldland/core/id";
import type { WorkloadRef } from "@worldland/core/workload";
import { LABELS, MANAGED_BY } from "./labels.ts";

/** The names by which a workload's objects are found again: a pure function of the rental and its customer. */
export function namesOf(ref: Pick<WorkloadRef, "rentalId" | "customer">): { namespace: string; name: string } {
  return { namespace: namespaceOf(ref.customer), name: `rental-${rentalSlug(ref.rentalId)}` };
}

/** One namespace per customer, named after the address: 49 characters, the same on every cluster. */
export function namespaceOf(customer: string): string {
  return `customer-${customer.slice(2)}`;
}

/** Labels every object of a rental carries. */
export function labelsOf(ref: Pick<WorkloadRef, "rentalId" | "customer">): Record<string, string> {
  return {
    [LABELS.managedBy]: MANAGED_BY,
    [LABELS.rental]: rentalSlug(ref.rentalId),
    [LABELS.customer]: ref.customer,
  };
}

/** The workload an object belongs to, by its labels; null: not one of ours. */
export function refOf(clusterId: string, labels: Readonly<Record<string, string>> | undefined): WorkloadRef | null {
  const rentalId = parseRentalSlug(labels?.[LABELS.rental] ?? "");
  const customer = labels?.[LABELS.customer] ?? "";
  if (rentalId === null || !/^0x[0-9a-f]{40}$/.test(customer)) return null;
  return { clusterId, rentalId, customer };
}
