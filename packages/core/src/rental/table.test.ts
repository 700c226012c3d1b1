import { describe, expect, test } from "vitest";
import { decide } from "./decide.ts";
import type { RentalEvent } from "./event.ts";
import { type Rental, statusOf } from "./rental.ts";
import { after, sampleMeter, sampleRental } from "./sample.ts";
import { payerOf } from "./settlement.ts";

// The lifecycle as one table: state × event → next state, reason, payer. Written by hand from the design, before and
// apart from `decide`; every pair is here or it does not compile.

const open = { state: "open", openedAt: after(20), stoppedAt: null, usedS: 0 } as const;
const ran = { provisionedAt: after(5), startedAt: after(10), meter: sampleMeter(50) };
const stopped = { ...ran, endedAt: after(60), endReason: "stopped_by_customer" } as const;

const STATES = {
  requested: sampleRental(),
  provisioning: sampleRental({ provisionedAt: after(5) }),
  /** Reachable before its order was mined. */
  runningUnopened: sampleRental(ran),
  running: sampleRental({ ...ran, vault: open }),
  stoppingUnopened: sampleRental(stopped),
  stopping: sampleRental({ ...stopped, vault: open }),
  ended: sampleRental({ ...stopped, goneAt: after(62), vault: open }),
  closed: sampleRental({ ...stopped, goneAt: after(62), vault: { ...open, state: "closed", usedS: 40 } }),
} satisfies Record<string, Rental>;
type State = keyof typeof STATES;

type Happening = { readonly event: RentalEvent; readonly at: number; readonly given?: Partial<Rental> };
const good = (at: number): RentalEvent => ({
  type: "probed",
  probe: { at: after(at), good: true, podUid: "pod-1", restarts: 0 },
});
const bad = (at: number): RentalEvent => ({
  type: "probed",
  probe: { at: after(at), good: false, podUid: "pod-1", restarts: 0 },
});

const EVENTS = {
  provisioned: { event: { type: "provisioned" }, at: 70 },
  goodProbe: { event: good(70), at: 70 },
  goodProbeTooLate: { event: good(605), at: 605 },
  badProbe: { event: bad(70), at: 70 },
  imagePull: { event: { type: "workload_failed", reason: "image_pull" }, at: 70 },
  evicted: { event: { type: "workload_failed", reason: "evicted" }, at: 70 },
  unschedulable: { event: { type: "workload_failed", reason: "unschedulable" }, at: 70 },
  firstCrash: { event: { type: "workload_failed", reason: "crashed" }, at: 70 },
  thirdOutOfMemory: {
    event: { type: "workload_failed", reason: "out_of_memory" },
    at: 70,
    given: { crashes: [after(62), after(66)] },
  },
  gone: { event: { type: "workload_gone" }, at: 70 },
  stopByCustomer: { event: { type: "stop_requested", by: "customer" }, at: 70 },
  stopByProvider: { event: { type: "stop_requested", by: "provider" }, at: 70 },
  stopByOperator: { event: { type: "stop_requested", by: "operator" }, at: 70 },
  clockEarly: { event: { type: "clock" }, at: 70 },
  clockAtStartDeadline: { event: { type: "clock" }, at: 600 },
  clockAtStartDeadlineInTrouble: { event: { type: "clock" }, at: 600, given: { trouble: "unschedulable" } },
  clockAfterOrderDeadline: { event: { type: "clock" }, at: 631 },
  clockAtExpiry: { event: { type: "clock" }, at: 3610 },
  clockNodeLostFor119s: { event: { type: "clock" }, at: 184, given: { nodeLostAt: after(65) } },
  clockNodeLostFor120s: { event: { type: "clock" }, at: 185, given: { nodeLostAt: after(65) } },
  orderRefused: { event: { type: "order_refused" }, at: 70 },
  opened: { event: { type: "opened", openedAt: after(68), durationS: 3600 }, at: 70 },
  openingUndone: { event: { type: "opening_undone" }, at: 70 },
  extended: { event: { type: "extended", durationS: 7200 }, at: 70 },
  extensionUndone: { event: { type: "extension_undone", durationS: 3600 }, at: 70, given: { durationS: 7200 } },
  stoppedOnChainByCustomer: { event: { type: "stopped_on_chain", by: "customer", stoppedAt: after(68) }, at: 70 },
  stoppedOnChainByProvider: { event: { type: "stopped_on_chain", by: "provider", stoppedAt: after(68) }, at: 70 },
  stopUndone: { event: { type: "stop_undone" }, at: 70 },
  settled: { event: { type: "settled", usedS: 45 }, at: 70 },
  settlementUndone: { event: { type: "settlement_undone", usedS: 0 }, at: 70 },
  closed: { event: { type: "closed" }, at: 70 },
  closingUndone: { event: { type: "closing_undone" }, at: 70 },
  nodeLost: { event: { type: "node_lost" }, at: 70 },
  nodeBack: { event: { type: "node_back" }, at: 70, given: { nodeLostAt: after(65) } },
} satisfies Record<string, Happening>;
type EventName = keyof typeof EVENTS;

const S = "stopped_by_customer customer";
/** What stays as it is, with all its facts. */
const ignored = "ignore";

/** `<status>/<vault> [<reason> <payer>]`, or ignore. */
const TABLE: Record<EventName, Record<State, string>> = {
  provisioned: {
    requested: "provisioning/unopened",
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  goodProbe: {
    requested: ignored,
    provisioning: "running/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  goodProbeTooLate: {
    requested: ignored,
    provisioning: "stopping/unopened start_timeout nobody",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  badProbe: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  imagePull: {
    requested: "stopping/unopened image_pull nobody",
    provisioning: "stopping/unopened image_pull nobody",
    runningUnopened: "stopping/unopened image_pull customer",
    running: "stopping/open image_pull customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  evicted: {
    requested: "stopping/unopened evicted nobody",
    provisioning: "stopping/unopened evicted nobody",
    runningUnopened: "stopping/unopened evicted customer",
    running: "stopping/open evicted customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  unschedulable: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  firstCrash: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  thirdOutOfMemory: {
    requested: "stopping/unopened out_of_memory nobody",
    provisioning: "stopping/unopened out_of_memory nobody",
    runningUnopened: "stopping/unopened out_of_memory customer",
    running: "stopping/open out_of_memory customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  gone: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: `ended/unopened ${S}`,
    stopping: `ended/open ${S}`,
    ended: ignored,
    closed: ignored,
  },
  stopByCustomer: {
    requested: "stopping/unopened stopped_by_customer nobody",
    provisioning: "stopping/unopened stopped_by_customer nobody",
    runningUnopened: "stopping/unopened stopped_by_customer customer",
    running: "stopping/open stopped_by_customer customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  stopByProvider: {
    requested: "stopping/unopened stopped_by_provider nobody",
    provisioning: "stopping/unopened stopped_by_provider nobody",
    runningUnopened: "stopping/unopened stopped_by_provider customer",
    running: "stopping/open stopped_by_provider customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  stopByOperator: {
    requested: "stopping/unopened stopped_by_operator nobody",
    provisioning: "stopping/unopened stopped_by_operator nobody",
    runningUnopened: "stopping/unopened stopped_by_operator customer",
    running: "stopping/open stopped_by_operator customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockEarly: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockAtStartDeadline: {
    requested: "stopping/unopened start_timeout nobody",
    provisioning: "stopping/unopened start_timeout nobody",
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockAtStartDeadlineInTrouble: {
    requested: "stopping/unopened unschedulable nobody",
    provisioning: "stopping/unopened unschedulable nobody",
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockAfterOrderDeadline: {
    requested: "stopping/unopened start_timeout nobody",
    provisioning: "stopping/unopened start_timeout nobody",
    runningUnopened: "stopping/unopened vault_unavailable provider",
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockAtExpiry: {
    requested: "stopping/unopened start_timeout nobody",
    provisioning: "stopping/unopened start_timeout nobody",
    runningUnopened: "stopping/unopened vault_unavailable provider",
    running: "stopping/open expired customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockNodeLostFor119s: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  clockNodeLostFor120s: {
    requested: "stopping/unopened node_lost nobody",
    provisioning: "stopping/unopened node_lost nobody",
    runningUnopened: "stopping/unopened node_lost customer",
    running: "stopping/open node_lost customer",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  orderRefused: {
    requested: "stopping/refused order_refused nobody",
    provisioning: "stopping/refused order_refused nobody",
    runningUnopened: "stopping/refused order_refused provider",
    running: ignored,
    stoppingUnopened: `stopping/refused ${S}`,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  opened: {
    requested: "requested/open",
    provisioning: "provisioning/open",
    runningUnopened: "running/open",
    running: ignored,
    stoppingUnopened: `stopping/open ${S}`,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  openingUndone: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: "running/unopened",
    stoppingUnopened: ignored,
    stopping: `stopping/unopened ${S}`,
    ended: `ended/unopened ${S}`,
    closed: ignored,
  },
  extended: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: `stopping/unopened ${S}`,
    stopping: `stopping/open ${S}`,
    ended: `ended/open ${S}`,
    closed: `ended/closed ${S}`,
  },
  extensionUndone: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: `stopping/unopened ${S}`,
    stopping: `stopping/open ${S}`,
    ended: `ended/open ${S}`,
    closed: `ended/closed ${S}`,
  },
  stoppedOnChainByCustomer: {
    requested: "stopping/unopened stopped_by_customer nobody",
    provisioning: "stopping/unopened stopped_by_customer nobody",
    runningUnopened: "stopping/unopened stopped_by_customer customer",
    running: "stopping/open stopped_by_customer customer",
    stoppingUnopened: `stopping/unopened ${S}`,
    stopping: `stopping/open ${S}`,
    ended: `ended/open ${S}`,
    closed: `ended/closed ${S}`,
  },
  stoppedOnChainByProvider: {
    requested: "stopping/unopened stopped_by_provider nobody",
    provisioning: "stopping/unopened stopped_by_provider nobody",
    runningUnopened: "stopping/unopened stopped_by_provider customer",
    running: "stopping/open stopped_by_provider customer",
    stoppingUnopened: `stopping/unopened ${S}`,
    stopping: `stopping/open ${S}`,
    ended: `ended/open ${S}`,
    closed: `ended/closed ${S}`,
  },
  stopUndone: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  settled: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: `stopping/unopened ${S}`,
    stopping: `stopping/open ${S}`,
    ended: `ended/open ${S}`,
    closed: `ended/closed ${S}`,
  },
  settlementUndone: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: `ended/closed ${S}`,
  },
  closed: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: "stopping/closed vault_unavailable provider",
    stoppingUnopened: ignored,
    stopping: `stopping/closed ${S}`,
    ended: `ended/closed ${S}`,
    closed: ignored,
  },
  closingUndone: {
    requested: ignored,
    provisioning: ignored,
    runningUnopened: ignored,
    running: ignored,
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: `ended/open ${S}`,
  },
  nodeLost: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
  nodeBack: {
    requested: "requested/unopened",
    provisioning: "provisioning/unopened",
    runningUnopened: "running/unopened",
    running: "running/open",
    stoppingUnopened: ignored,
    stopping: ignored,
    ended: ignored,
    closed: ignored,
  },
};

function shown(rental: Rental): string {
  const where = `${statusOf(rental)}/${rental.vault.state}`;
  return rental.endReason === null ? where : `${where} ${rental.endReason} ${payerOf(rental)}`;
}

const states = Object.entries(STATES);
const happenings: readonly [string, Happening][] = Object.entries(EVENTS);

describe("state × event → next, reason, payer", () => {
  for (const [name, { event, at, given }] of happenings) {
    const expected: Readonly<Record<string, string>> = Object.entries(TABLE).find(([key]) => key === name)?.[1] ?? {};
    test.each(states)(`${name} in %s`, (state, rental) => {
      const before = { ...rental, ...given };
      const decided = decide(before, event, after(at));
      expect(decided === "ignore" ? "ignore" : shown(decided.next)).toBe(expected[state]);
      if (decided === "ignore") return;
      // Whoever repeats an event changes nothing, and nothing that ended changes its reason.
      const again = decide(decided.next, event, after(at));
      const counts = event.type === "workload_failed" && decided.next.endedAt === null;
      if (again !== "ignore" && !counts) expect(again.next).toEqual(decided.next);
      if (before.endReason !== null) expect(decided.next.endReason).toBe(before.endReason);
    });
  }
});
