import { createHmac } from "node:crypto";
import { Refusal } from "@worldland/core/refusal";
import { monotonicMs } from "@worldland/core/time";
import { answerRequest } from "@worldland/db/commands/answerRequest";
import { claimRequest, type RequestKey } from "@worldland/db/commands/claimRequest";
import type { ApiDeps, HeldKey } from "../context.ts";

/** A first request that has not answered after this long is taken for dead, and the next one takes over. */
const HOLD_S = 30;
/** How long a repeated request waits for the first. */
const WAIT_MS = 10_000;
/** How often it looks, when the first is answered by another process. */
const LOOK_MS = 100;
/** How often it is tried to write down how a request ended, while the database is away. */
const WRITE_MS = 500;

/** `body` is JSON; null: none. */
export type Answer = { readonly status: number; readonly body: string | null };
type Kept = { readonly status: number; readonly body: string };
type Ended = { readonly first: Answer; readonly kept: Kept };

export type OnceRequest = RequestKey & {
  readonly input: Readonly<Record<string, unknown>>;
  /** Members of the answer that are not kept. */
  readonly shownOnce: readonly string[];
};

export type AnswerOnce = (
  request: OnceRequest,
  act: (held: HeldKey) => Promise<Answer>,
) => Promise<Answer & { readonly isRepeated: boolean }>;

/**
 * Lets requests with one Idempotency-Key take effect once. The first acts; whoever repeats it waits for the first and
 * gets its answer, less what is shown once; what the first is refused uses nothing up. Refuses `idempotency_mismatch`
 * (another body) and `idempotency_in_progress` (the first takes longer than 10 s).
 */
export function createAnswerOnce({ db, config }: Pick<ApiDeps, "db" | "config">): AnswerOnce {
  // Repetitions in this process wait here, however many there are; only the first asks the database.
  const running = new Map<string, { bodyMac: string; ended: Promise<Ended> }>();
  return async (request, act) => {
    const id = JSON.stringify([request.wallet, request.method, request.path, request.key]);
    const bodyMac = macOf(config.sessionSecret, request.input);
    const other = running.get(id);
    if (other !== undefined) {
      if (other.bodyMac !== bodyMac) throw new Refusal("idempotency_mismatch");
      return { ...plain((await inTime(other.ended)).kept), isRepeated: true };
    }
    let isMine = false;
    const ended = claimAndAct(db, { ...request, bodyMac }, (held) => {
      isMine = true;
      return act(held);
    });
    running.set(id, { bodyMac, ended });
    try {
      return { ...(await ended).first, isRepeated: !isMine };
    } finally {
      running.delete(id);
    }
  };
}

async function claimAndAct(
  db: ApiDeps["db"],
  request: OnceRequest & { bodyMac: string },
  act: (held: HeldKey) => Promise<Answer>,
): Promise<Ended> {
  const { wallet, method, path, key, bodyMac } = request;
  const giveUpMs = monotonicMs() + WAIT_MS;
  for (;;) {
    const heldUntilMs = monotonicMs() + HOLD_S * 1000;
    const claim = await claimRequest(db, { wallet, method, path, key, bodyMac, holdSeconds: HOLD_S });
    if (claim.status === "held") {
      const write: WriteEnd = (kept) => writeEnd(db, claim.requestId, kept, heldUntilMs);
      return actAndKeep(claim, request.shownOnce, act, write);
    }
    if (claim.status === "mismatch") throw new Refusal("idempotency_mismatch");
    if (claim.status === "answered") {
      const kept = { status: claim.httpStatus, body: claim.body };
      return { first: plain(kept), kept };
    }
    if (monotonicMs() > giveUpMs) throw new Refusal("idempotency_in_progress");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Null: it was refused, or it is not known what became of it. */
type WriteEnd = (kept: Kept | null) => Promise<void>;

async function actAndKeep(
  held: HeldKey,
  shownOnce: readonly string[],
  act: (held: HeldKey) => Promise<Answer>,
  write: WriteEnd,
): Promise<Ended> {
  try {
    const first = await act(held);
    const kept = { status: first.status, body: first.body === null ? "" : without(first.body, shownOnce) };
    // It took effect, so it is answered; a repetition that finds nothing kept looks for what this one made.
    await write(kept);
    return { first, kept };
  } catch (error) {
    await write(null);
    throw error;
  }
}

/**
 * Writes down how a request ended. If the database is away the caller does not wait: it is tried again until the hold
 * is over, so that whoever repeats the request need not sit it out once the database is back.
 */
async function writeEnd(db: ApiDeps["db"], requestId: string, kept: Kept | null, heldUntilMs: number): Promise<void> {
  const again = async () => {
    while (monotonicMs() + WRITE_MS < heldUntilMs) {
      await new Promise((resolve) => setTimeout(resolve, WRITE_MS).unref());
      if (await isWritten()) return;
    }
  };
  const isWritten = () =>
    answerRequest(db, requestId, kept).then(
      () => true,
      () => false,
    );
  if (!(await isWritten())) void again();
}

/** An empty text stands for no body where answers are kept. */
function plain({ status, body }: Kept): Answer {
  return { status, body: body === "" ? null : body };
}

function without(body: string, names: readonly string[]): string {
  if (names.length === 0) return body;
  const members: Record<string, unknown> = JSON.parse(body);
  return JSON.stringify(Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name))));
}

/** Under a key of ours, because a body may hold a password: nobody who reads the rows can try guesses. */
function macOf(secret: string, input: Readonly<Record<string, unknown>>): string {
  return createHmac("sha256", secret).update("idempotency ").update(JSON.stringify(input)).digest("hex");
}

async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal("idempotency_in_progress")), WAIT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
