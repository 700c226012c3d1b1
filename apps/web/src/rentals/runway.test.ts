import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { JobView } from "@worldland/core/wire/rental";
import { expect, it } from "vitest";
import { runwayOf, warningId } from "./runway.ts";

const now = Date.parse("2031-01-02T00:00:00Z");
const job = (hours: number, leftS: number, more: Partial<JobView> = {}): JobView => ({
  ...{ job_id: "job_1", rental_id: "1", provider_id: "0x", offer_id: "off_1", job_name: "training", status: "running" },
  ...{ status_reason: null, gpu_count: 1, gpu_model: "RTX 4090", cpu_cores: 2, memory_gb: 8, storage_gb: 20 },
  ...{ image: "", ssh_host: null, ssh_port: null, ssh_user: "root", ssh_command: null, ssh_host_key: null },
  ...{ price_per_hour: 1, rate_per_second_wei: "1", hold_wei: "1", metered_seconds: 0, cost_so_far: "0" },
  ...{ cost_so_far_wei: "0", created_at: "2031-01-01T00:00:00Z", ended_at: null },
  ...{ failure_reason: null, failure_message: null, suggestion: null },
  started_at: new Date(now + (leftS - hours * 3600) * 1000).toISOString(),
  expires_at: new Date(now + leftS * 1000).toISOString(),
  ...more,
});
const keeping = (more: Partial<AutoExtensionView> = {}): AutoExtensionView[] => [
  { job_id: "job_1", hours: 1, minutes_before: 20, until: null, stopped: null, stopped_message: null, ...more },
];
const warned = (hours: number, leftS: number, kept: AutoExtensionView[] = []) =>
  runwayOf(job(hours, leftS), kept, now)?.warningS ?? null;

it("warns as the worker does: 60, 15 and 5 minutes before, unless the term never was longer", () => {
  expect([3601, 3600, 901, 900, 300, 0].map((left) => warned(2, left))).toEqual([null, 3600, 3600, 900, 300, null]);
  expect([3600, 901, 900].map((left) => warned(1, left))).toEqual([null, null, 900]);
  expect(runwayOf(job(2, 600, { status: "stopping" }), [], now)).toBeNull();
});

it("is silent where a rental extends itself, until that has stopped or the very end is near", () => {
  expect(warned(2, 900, keeping())).toBeNull();
  expect(warned(2, 900, keeping({ job_id: "job_2" }))).toBe(900);
  expect(warned(2, 900, keeping({ stopped: "budget" }))).toBe(900);
  expect(warned(2, 300, keeping())).toBe(300);
});

it("tells a warning anew after an extension", () => {
  const [before, after] = [job(2, 600), job(3, 600)];
  const id = (one: JobView) => warningId(one, { leftS: 600, warningS: 900 });
  expect(id(before)).toBe(id(job(2, 600)));
  expect(id({ ...after, expires_at: "2031-01-02T03:00:00.000Z" })).not.toBe(id(before));
});
