import type { MarketOffer } from "@worldland/core/wire/provider";
import { describe, expect, it } from "vitest";
import { checkRequest } from "./checkRequest.ts";
import { costOf, firstDraft, rangesOf, requestOf } from "./draft.ts";

const offer: MarketOffer = {
  offer_id: "off_1",
  provider_id: "0xa1",
  provider_name: "Provider",
  node: "node-1",
  gpu_type: "RTX 4090",
  vram_mb: 24_564,
  total_gpus: 4,
  available_gpus: 2,
  cpu_cores_available: 12,
  memory_gb_available: 500,
  storage_gb_available: 40,
  driver_version: null,
  cuda_version: null,
  price_per_hour: 0.36,
  rate_per_second_wei: "100000000000000",
  cpu_rate_wei: "7",
  memory_rate_wei: "3",
  storage_rate_wei: "1",
  cpu_price_per_hour: 0,
  memory_price_per_gb_hour: 0,
  storage_price_per_gb_hour: 0,
  can_create_job: true,
  available_until: null,
  region: "Seoul",
  country: "KR",
  reliability: null,
  status: "online",
  simulated: true,
};
const KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIEdRVv3cvzN0YcYfQ3jXb1kqPbqJ8hPqE3y0f7n3y0f";
const draft = firstDraft(offer, 8, "a good password");

describe("the form of a rental", () => {
  it("offers no more than the node has free, and no more than the product allows", () => {
    expect(rangesOf(offer)).toEqual({
      gpuCount: { min: 1, max: 2 },
      cpuCores: { min: 2, max: 12 },
      memoryGb: { min: 8, max: 256 },
      storageGb: { min: 20, max: 40 },
    });
  });

  it("begins with something that can be rented as it stands", () => {
    expect(draft).toMatchObject({ gpuCount: 2, cpuCores: 12, memoryGb: 64, storageGb: 40, durationHours: 1 });
    expect(checkRequest(requestOf(offer.offer_id, draft))).toEqual({});
  });

  it("costs to the wei what everything asked for adds up to", () => {
    const rate = 2n * 100_000_000_000_000n + 12n * 7n + 64n * 3n + 40n;
    expect(costOf(offer, { ...draft, durationHours: 3 })).toEqual({ rate, hold: rate * 10_800n });
  });

  it("has no price while a number is missing or is no whole one", () => {
    expect(costOf(offer, { ...draft, gpuCount: Number.NaN })).toBeNull();
    expect(costOf(offer, { ...draft, durationHours: 1.5 })).toBeNull();
  });

  it("asks for nothing that was left empty", () => {
    const keys = "\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEdRVv3cvzN0YcYfQ3jXb1kqPbqJ8hPqE3y0f7n3y0f7 me\n\n";
    const request = requestOf(offer.offer_id, {
      ...draft,
      wantsPassword: false,
      keys,
      env: [{ id: 1, key: "", value: "" }],
    });
    expect(request).not.toHaveProperty("ssh_password");
    expect(request).not.toHaveProperty("env");
    expect(request).not.toHaveProperty("job_name");
    expect(request.ssh_public_keys).toHaveLength(1);
  });

  it("says at the field what is wrong with it", () => {
    const faults = checkRequest(
      requestOf(offer.offer_id, {
        ...draft,
        gpuCount: 0,
        cpuCores: 65,
        durationHours: 721,
        password: "short",
        keys: "not a key",
        env: [{ id: 1, key: "2BAD", value: "x" }],
      }),
    );
    expect(faults).toEqual({
      gpu_count: "At least 1.",
      cpu_cores: "At most 64.",
      duration_hours: "At most 720.",
      ssh_password: expect.any(String),
      ssh_public_keys: expect.any(String),
      env: expect.any(String),
    });
    expect(faults.env).not.toBe("Invalid key in record");
    expect(checkRequest(requestOf(offer.offer_id, { ...draft, memoryGb: Number.NaN }))).toEqual({
      memory_gb: "A whole number.",
    });
  });

  it("takes the saved keys that are ticked, and then makes no password unless one is wanted", () => {
    const [saved, pasted] = [`ssh-ed25519 ${KEY}A`, `ssh-ed25519 ${KEY}B`];
    const keys = `${pasted}\n${saved}`;
    const request = requestOf(offer.offer_id, { ...draft, keys }, [saved]);
    expect(request.ssh_public_keys).toEqual([saved, pasted]);
    expect(request).not.toHaveProperty("ssh_password");
    expect(requestOf(offer.offer_id, { ...draft, wantsPassword: true }, [saved])).toHaveProperty("ssh_password");
    expect(requestOf(offer.offer_id, draft)).toMatchObject({ ssh_password: "a good password" });
  });

  it("asks for extensions only where they are wanted, and says what is wrong with them", () => {
    expect(requestOf(offer.offer_id, draft)).not.toHaveProperty("auto_extension");
    const keepRunning = { hours: 6, minutes: 30, until: "2026-12-01T08:00" };
    const request = requestOf(offer.offer_id, { ...draft, keepRunning });
    const until = "2026-12-01T08:00:00.000Z";
    expect(request.auto_extension).toEqual({ hours: 6, minutes_before: 30, until });
    expect(checkRequest(request)).toEqual({});
    const wrong = requestOf(offer.offer_id, { ...draft, keepRunning: { ...keepRunning, hours: Number.NaN } });
    expect(checkRequest(wrong)).toEqual({ auto_extension: "A whole number." });
  });

  it("asks for a way in", () => {
    expect(checkRequest(requestOf(offer.offer_id, { ...draft, wantsPassword: false, keys: "" }))).toHaveProperty(
      "ssh_password",
    );
  });
});
