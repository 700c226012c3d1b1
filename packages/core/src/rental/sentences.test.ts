import { expect, test } from "vitest";
import { JOB_STATUSES } from "../wire/rental.ts";
import { adviceFor } from "./advice.ts";
import { eventSentence } from "./eventSentence.ts";
import { jobStatusOf, rentalsOfJobStatus } from "./jobStatus.ts";
import { END_REASONS, outcomeOf } from "./reason.ts";
import { type Rental, statusOf } from "./rental.ts";
import { statusSentence } from "./statusSentence.ts";
import { after, sampleMeter, sampleRental } from "./testRental.ts";

test("who ran out of memory is told the next size up, at most what there is", () => {
  const next = (memoryGb: number) => adviceFor("out_of_memory", memoryGb)?.recommendedMemoryGb;
  expect([8, 9, 15, 16, 24, 128, 200, 255].map(next)).toEqual([16, 16, 16, 32, 32, 256, 256, 256]);
  expect(adviceFor("out_of_memory", 256)).toMatchObject({ recommendedMemoryGb: null, action: "reduce_memory_use" });
});

test("every failure has advice, and nothing else has", () => {
  for (const reason of END_REASONS) expect(adviceFor(reason, 16) !== null).toBe(outcomeOf[reason] === "failed");
});

test("every job status is reached by the rentals it is listed for, and by no others", () => {
  const facts: Partial<Rental>[] = [
    {},
    { provisionedAt: after(1) },
    { startedAt: after(2) },
    ...END_REASONS.flatMap((endReason) => [
      { endedAt: after(9), endReason },
      { endedAt: after(9), endReason, goneAt: after(10) },
    ]),
  ];
  for (const fact of facts) {
    const rental = sampleRental(fact);
    const listed = JOB_STATUSES.filter((status) => {
      const { statuses, reasons } = rentalsOfJobStatus[status];
      const isReason = reasons === null || (rental.endReason !== null && reasons.includes(rental.endReason));
      return new Set<string>(statuses).has(statusOf(rental)) && isReason;
    });
    expect(listed).toEqual([jobStatusOf(rental)]);
  }
});

test("a rental says what it waits for, why it ended, and nothing while all is well", () => {
  const open = { state: "open", openedAt: after(5), stoppedAt: null, usedS: 0 } as const;
  const running = sampleRental({ provisionedAt: after(1), startedAt: after(10), meter: sampleMeter(60), vault: open });
  expect(statusSentence(running)).toBeNull();
  expect(statusSentence({ ...running, nodeLostAt: after(80) })).toMatch(/node does not answer/);
  expect(statusSentence({ ...running, meter: { ...sampleMeter(60), badSince: after(75) } })).toMatch(/SSH does not/);
  expect(statusSentence(sampleRental())).toMatch(/^Waiting/);
  expect(statusSentence(sampleRental({ provisionedAt: after(1), trouble: "unschedulable" }))).toMatch(/no room/);
  expect(statusSentence(sampleRental({ endedAt: after(9), endReason: "expired" }))).toMatch(/term/);
});

test("history reads as sentences, with the cluster's own words behind them", () => {
  const line = (kind: Parameters<typeof eventSentence>[0]["kind"], reason: string | null, detail: string | null) =>
    eventSentence({ kind, reason, detail });
  expect(line("ended", "image_pull", "manifest unknown")).toMatch(
    /^The image could not be pulled.*\(manifest unknown\)$/,
  );
  expect(line("restarted", "out_of_memory", null)).toBe("The container ran out of memory and was started again.");
  expect(line("extension_requested", null, "7200")).toBe("You asked for a term of 2 hours.");
  expect(line("low_runway", "minutes_15", null)).toBe("The term ends in 15 minutes; extend it if you need it longer.");
  expect(line("auto_extension_stopped", "budget", null)).toBe(
    "Your allowance does not cover another extension. The rental ends with its term.",
  );
  expect(line("ended", "a reason of tomorrow", null)).toBe("The rental ended.");
});
