import type { NodeView } from "@worldland/core/wire/console";
import type { JobView } from "@worldland/core/wire/rental";
import { describe, expect, it } from "vitest";
import { attentionOf, type Standing } from "./attentionOf.ts";

const now = Date.parse("2031-01-02T00:00:00Z");
const calm: Standing = {
  living: [],
  ended: [],
  keeping: [],
  account: { budget: null },
  spending: { runway_seconds: null },
  nodes: [],
};

const job = (more: Partial<JobView>): JobView => ({
  ...{ job_id: "job_1", rental_id: "1", provider_id: "0x", offer_id: "off_1", job_name: "training", status: "running" },
  ...{ status_reason: null, gpu_count: 1, gpu_model: "RTX 4090", cpu_cores: 2, memory_gb: 8, storage_gb: 20 },
  ...{ image: "", ssh_host: null, ssh_port: null, ssh_user: "root", ssh_command: null, ssh_host_key: null },
  ...{ price_per_hour: 1, rate_per_second_wei: "1", hold_wei: "1", metered_seconds: 0, cost_so_far: "0" },
  ...{ cost_so_far_wei: "0", created_at: "2031-01-01T00:00:00Z", started_at: null, ended_at: null, expires_at: null },
  ...{ failure_reason: null, failure_message: null, suggestion: null },
  ...more,
});
const node = (state: NodeView["state"]): NodeView => ({
  ...{ node: "seoul-1", state, why: "Because.", gpu_type: null, total_gpus: 0, allocated_gpus: 0, available_gpus: 0 },
  ...{ out_of_service_gpus: 0, cpu_cores: 0, memory_gb: 0, storage_gb: 0, region: null, country: null },
  ...{ public_ip: null, driver_version: null, cuda_version: null, simulated: true, joined_at: "", last_seen_at: "" },
  ...{ maintenance_since: null, offers: [], earned_wei: "0", pending_wei: "0" },
});
const ids = (standing: Partial<Standing>) => attentionOf({ ...calm, ...standing }, now).map(({ id }) => id);

describe("what needs attention", () => {
  it("is nothing while all is well", () => {
    const far = job({ expires_at: "2031-01-03T00:00:00Z" });
    expect(ids({ living: [far], nodes: [node("earning"), node("maintenance")] })).toEqual([]);
  });

  it("is a rental that ends within an hour, unless it extends itself", () => {
    const since = { started_at: "2031-01-01T00:00:00Z" };
    const soon = job({ ...since, expires_at: "2031-01-02T00:59:00Z" });
    const kept = { job_id: "job_1", hours: 1, minutes_before: 20, until: null, stopped: null, stopped_message: null };
    expect(ids({ living: [soon] })).toEqual(["job_1"]);
    expect(ids({ living: [job({ ...since, expires_at: "2031-01-02T01:01:00Z" })] })).toEqual([]);
    expect(ids({ living: [soon], keeping: [kept] })).toEqual([]);
    const stopped = { ...kept, stopped: "budget" as const, stopped_message: "No more." };
    expect(attentionOf({ ...calm, living: [soon], keeping: [stopped] }, now)[0]?.text).toBe("No more.");
  });

  it("is a failure of the last day, with what to do about it", () => {
    const ended = job({
      status: "failed",
      ended_at: "2031-01-01T12:00:00Z",
      failure_message: "It crashed.",
      suggestion: { action: "x", recommended_memory: null, message: "Ask for more." },
    });
    expect(attentionOf({ ...calm, ended: [ended] }, now)[0]?.text).toBe("It crashed. Ask for more.");
    expect(ids({ ended: [job({ status: "failed", ended_at: "2030-12-31T12:00:00Z" })] })).toEqual([]);
    expect(ids({ ended: [job({ status: "stopped", ended_at: "2031-01-01T12:00:00Z" })] })).toEqual([]);
  });

  it("is a balance that does not last a day, and an allowance about to end", () => {
    expect(ids({ spending: { runway_seconds: 3600 } })).toEqual(["runway"]);
    const budget = { limit_wei: "5", spent_wei: "0", left_wei: "5", expires_at: "2031-01-03T00:00:00Z" };
    expect(ids({ account: { budget } })).toEqual(["budget"]);
    expect(ids({ account: { budget: { ...budget, limit_wei: "0" } } })).toEqual([]);
    const used = { ...budget, left_wei: "0", expires_at: "2032-01-01T00:00:00Z" };
    expect(attentionOf({ ...calm, account: { budget: used } }, now)[0]?.title).toMatch(/used up/);
  });

  it("puts what is lost before what is merely due", () => {
    expect(ids({ spending: { runway_seconds: 3600 }, nodes: [node("lost")] })).toEqual(["seoul-1", "runway"]);
  });
});
