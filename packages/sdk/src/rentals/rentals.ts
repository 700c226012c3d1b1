import type { JobView } from "@worldland/core/wire/rental";
import type { Api } from "../connect.ts";
import type { Signer } from "../signing/signer.ts";
import type { Trust } from "../trust.ts";
import { extend } from "./extend.ts";
import { type RentOptions, type RentRequest, rentSigned } from "./rent.ts";
import { type Milestone, type WaitOptions, waitFor } from "./waitFor.ts";

export type KeepRunning = {
  /** Hours that each extension adds. */
  readonly hours: number;
  /** Asked for when so many minutes are left, 10 to 60; 20 unless said. */
  readonly minutesBefore?: number;
  /** No term that ends later is asked for; left out: as long as the budget lasts. */
  readonly until?: Date;
};

/** Renting and one's own rentals, with the signing and waiting done. */
export function createRentals(api: Api, trust: Trust) {
  return {
    quote: (request: RentRequest) => api.rentals.quote.mutate(request),
    /** By signature with a signer; without one from the budget granted to the platform's key (`order_required` if none covers it). */
    rent(request: RentRequest, signer?: Signer, options: RentOptions = {}): Promise<JobView> {
      if (signer === undefined) return api.rentals.create.mutate(request);
      return rentSigned(api, trust, request, signer, options);
    },
    get: (jobId: string) => api.rentals.get.query({ id: jobId }),
    detail: (jobId: string) => api.rentals.detail.query({ id: jobId }),
    /** A page of one's rentals, newest first. */
    list: (page: Parameters<Api["rentals"]["list"]["query"]>[0] = {}) => api.rentals.list.query(page),
    /** Ends it; the unused rest of the hold comes back. Safe to repeat. */
    stop: (jobId: string) => api.rentals.stop.mutate({ id: jobId }),
    /** To a new total of hours. */
    extend: (jobId: string, durationHours: number, signer?: Signer) =>
      extend(api, trust, { jobId, durationHours }, signer),
    /** How far the newest extension is, and whether the rental extends itself. */
    extension: (jobId: string) => api.extensions.get.query({ id: jobId }),
    /** Extends it by itself from the budget granted to the platform's key, before it ends. */
    keepRunning: (jobId: string, { hours, minutesBefore, until }: KeepRunning) =>
      api.extensions.keepRunning.mutate({
        ...{ id: jobId, hours, until: until?.toISOString() ?? null },
        ...(minutesBefore === undefined ? {} : { minutes_before: minutesBefore }),
      }),
    /** It ends with its term again. */
    letEnd: (jobId: string) => api.extensions.letEnd.mutate({ id: jobId }),
    receipt: (jobId: string) => api.rentals.receipt.query({ id: jobId }),
    events: async (jobId: string) => (await api.rentals.events.query({ id: jobId })).events,
    wait: (jobId: string, milestone: Milestone, options?: WaitOptions) => waitFor(api, jobId, milestone, options),
  };
}
