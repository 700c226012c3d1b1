import { createApiKeyOutput } from "@worldland/core/wire/auth";
import { setPrice } from "@worldland/db/commands/setPrice";
import { PROVIDER, RATE } from "@worldland/db/testMarket";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MOST_STREAMS } from "../limits/limits.ts";
import { type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
let offerId: string;
beforeAll(async () => {
  http = await testHttp();
  ({ offerId } = await http.addNode());
});
afterAll(() => http.close());

type Stream = {
  /** `kind id`, in order. */
  readonly events: string[];
  readonly ids: string[];
  /** Names of other messages: `connected`, `ping`, `return`, `serialized-error`. */
  readonly signs: string[];
  readonly status: number;
  readonly ended: Promise<void>;
  hangUp(): void;
};

/** Server-sent events as a browser reads them. */
async function stream(token?: string, lastEventId?: string): Promise<Stream> {
  const input = lastEventId === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify({ lastEventId }))}`;
  const hangUp = new AbortController();
  const response = await fetch(`${http.origin}/api/trpc/live.changes${input}`, {
    headers: { accept: "text/event-stream", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    signal: hangUp.signal,
  });
  const seen = { events: [] as string[], ids: [] as string[], signs: [] as string[] };
  const ended = read(response, seen).catch(() => undefined);
  return { ...seen, status: response.status, ended, hangUp: () => hangUp.abort() };
}

async function read(
  { body }: Response,
  { events, ids, signs }: Pick<Stream, "events" | "ids" | "signs">,
): Promise<void> {
  let rest = "";
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const messages = `${rest}${chunk}`.split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(message)?.[1];
      const id = field("id");
      if (id === undefined) signs.push(field("event") ?? "");
      else {
        const { kind, id: what }: { kind: string; id: string } = JSON.parse(field("data") ?? "");
        events.push(`${kind} ${what}`);
        ids.push(id);
      }
    }
  }
}

function connected(given: Stream): Promise<unknown> {
  return until("the stream", () => given.signs.includes("connected"));
}

async function changePrice(): Promise<void> {
  const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
  await setPrice(http.db, { provider: PROVIDER, offerId, gpuRate: RATE, ...free });
}

test("a wallet hears of its own, everybody of offers, and nobody of another's", async () => {
  const [owner, stranger] = [await http.signIn(), await http.signIn()];
  const [own, other, visitor] = [await stream(owner.token), await stream(stranger.token), await stream()];
  await Promise.all([own, other, visitor].map(connected));
  await http.deposit(owner.address, 10n ** 18n);
  await http.rent(owner.address, { offerId });
  await until("the rental", () => own.events.some((event) => event.startsWith("rental job_")));
  expect(own.events).toContain(`account ${owner.address}`);
  await until("the offers", () => [own, other, visitor].every(({ events }) => events.includes("offers ")));
  for (const { events } of [other, visitor]) expect(new Set(events)).toEqual(new Set(["offers "]));
  for (const one of [own, other, visitor]) one.hangUp();
});

test("offers that change without end are told once a second", async () => {
  const visitor = await stream();
  await connected(visitor);
  for (let i = 0; i < 20; i++) await changePrice();
  await until("a word", () => visitor.events.length > 0);
  expect(visitor.events.length).toBeLessThan(5);
  visitor.hangUp();
});

test("whoever comes back hears what he missed; with an id of nobody's, that he may have missed anything", async () => {
  const owner = await http.signIn();
  const first = await stream(owner.token);
  await connected(first);
  await http.deposit(owner.address, 1n);
  await until("the deposit", () => first.events.length >= 2);
  first.hangUp();
  const again = await stream(owner.token, first.ids[0]);
  const missed = first.events.slice(1);
  await until("what was missed", () => again.events.length >= missed.length);
  // More may follow what was missed: it is a living stream.
  expect(again.events.slice(0, missed.length)).toEqual(missed);
  const lost = await stream(owner.token, "nobodys-7");
  await until("everything", () => lost.events.length >= 4);
  expect(lost.events.slice(0, 4)).toEqual(["rental ", "node ", "account ", "offers "]);
  for (const one of [again, lost]) one.hangUp();
});

test("a stream ends with its session or API key, at once, and other streams go on", async () => {
  const owner = await http.signIn();
  const other = await http.signIn(owner.account);
  const made = await http.ask("/api-keys", { token: other.token, body: { name: "x", scopes: ["jobs:read"] } });
  const { id, key } = createApiKeyOutput.parse(made.body);
  const [mine, others, byKey] = [await stream(owner.token), await stream(other.token), await stream(key)];
  await Promise.all([mine, others, byKey].map(connected));
  await http.ask("/auth/sessions/current", { method: "DELETE", token: owner.token });
  await mine.ended;
  expect(mine.signs.at(-1)).toBe("return");
  await http.ask(`/api-keys/${id}`, { method: "DELETE", token: other.token });
  await byKey.ended;
  await http.deposit(owner.address, 1n);
  await until("the deposit", () => others.events.includes(`account ${owner.address}`));
  others.hangUp();
});

test("a session has so many streams and no more, and a closed one makes room", async () => {
  const { token } = await http.signIn();
  const streams = await Promise.all(Array.from({ length: MOST_STREAMS.session }, () => stream(token)));
  await Promise.all(streams.map(connected));
  const refused = await stream(token);
  await refused.ended;
  expect(refused.signs).toContain("serialized-error");
  streams[0]?.hangUp();
  await until("room", async () => {
    const next = await stream(token);
    const isOpen = await Promise.race([
      connected(next).then(() => !next.signs.includes("serialized-error")),
      next.ended,
    ]);
    next.hangUp();
    return isOpen === true;
  });
  for (const one of streams) one.hangUp();
});

test("after the line to Postgres was cut, everybody is told that anything may have changed", async () => {
  const owner = await http.signIn();
  const own = await stream(owner.token);
  await connected(own);
  await http.db.execute(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'worldland-listen' and datname = current_database()",
  );
  await until("everything", () => own.events.length >= 4);
  expect(own.events).toEqual(["rental ", "node ", "account ", "offers "]);
  own.hangUp();
});
