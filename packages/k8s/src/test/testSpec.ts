import { newRentalId } from "@worldland/core/id";
import type { WorkloadSpec } from "@worldland/core/workload";
import { TEST_PROVIDER } from "@worldland/testing/localCluster";
import { testSshKeys } from "@worldland/testing/sshKeys";
import bcrypt from "bcryptjs";

export const PASSWORD = 'it\'s "quoted" $(touch /root/pwned) `id`; \\ end';
export const KEYS = testSshKeys();
const ROUNDS = 6;

/** The smallest rental there is, for a customer of its own unless one is given. */
export function testSpec(change: Partial<WorkloadSpec> & Pick<WorkloadSpec, "nodePort" | "image">): WorkloadSpec {
  return {
    clusterId: "test",
    rentalId: newRentalId(new Date()),
    customer: `0x${"12".repeat(20)}`,
    provider: TEST_PROVIDER,
    nodeName: "node-a",
    gpuCount: 1,
    cpuCores: 2,
    memoryGb: 8,
    storageGb: 20,
    access: {
      passwordHash: bcrypt.hashSync(PASSWORD, ROUNDS),
      authorizedKeys: [`${KEYS.public} a customer's key`],
      env: {},
      onStart: null,
    },
    ...change,
  };
}
