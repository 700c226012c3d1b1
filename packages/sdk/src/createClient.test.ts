import { parseWl } from "@worldland/core/money";
import { seal } from "@worldland/core/sealed";
import type { LiveEvent } from "@worldland/core/wire/live";
import { storeJoinLine } from "@worldland/db/commands/storeJoinLine";
import { pendingJoins } from "@worldland/db/queries/worker/pendingJoins";
import { CLUSTER } from "@worldland/db/testMarket";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client, ClientOptions } from "./createClient.ts";
import { RentalEnded } from "./rentals/waitFor.ts";
import { UnfitMessage } from "./signing/unfit.ts";
import { type TestPlatform, testPlatform } from "./testPlatform.ts";

let platform: TestPlatform;
let offerId = "";

beforeAll(async () => {
  platform = await testPlatform();
  offerId = (await platform.market.addNode()).offerId;
});

afterAll(() => platform.close());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("a client of the real API over HTTP", () => {
  it("signs in with a wallet, and is nobody again after signing out", async () => {
    const { client, account } = await signedIn();
    expect((await client.account()).address).toBe(account.address.toLowerCase());
    await client.signOut();
    await expect(client.account()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("signs no sign-in for another origin", async () => {
    const client = platform.client({ origin: "https://cloud.evil" });
    await expect(client.signIn(stranger())).rejects.toBeInstanceOf(UnfitMessage);
  });

  it("keeps SSH keys for the next rental", async () => {
    const { client } = await signedIn();
    const line = testSshKeys().public.trim();
    const { id, public_key } = await client.sshKeys.save(line, "laptop");
    expect(line.startsWith(public_key)).toBe(true);
    expect(await client.sshKeys.list()).toMatchObject([{ id, name: "laptop", last_used_at: null }]);
    await expect(client.sshKeys.save(line)).rejects.toMatchObject({ code: "already_exists", extra: { id } });
    await client.sshKeys.delete(id);
    expect(await client.sshKeys.list()).toEqual([]);
  });

  it("refuses a platform that names another vault than the one pinned", async () => {
    const vault = { chainId: 31_337, vault: `0x${"99".repeat(20)}` };
    await expect(platform.client({ vault }).signIn(stranger())).rejects.toMatchObject({ part: "vault" });
  });

  it("rents by signature and hears at once when it runs", async () => {
    const { client, account } = await rich();
    const job = await client.rentals.rent(request(), account);
    const seen: string[] = [];
    const waiting = client.rentals.wait(job.job_id, "running", { onChange: ({ status }) => seen.push(status) });
    await until("the first look", () => seen.length > 0);
    await platform.market.start(BigInt(job.rental_id));
    expect((await waiting).status).toBe("running");
    expect(seen).toEqual(["creating", ...seen.slice(1, -1), "running"]);
  });

  it("asks with the exact price before it signs, and signs nothing when told not to", async () => {
    const { client, account } = await rich();
    const confirm = ({ hold_wei }: { hold_wei: string }) => hold_wei === "0";
    const renting = client.rentals.rent(request(), account, { confirm });
    await expect(renting).rejects.toMatchObject({ name: "QuoteDeclined" });
    expect((await client.rentals.list()).count).toBe(0);
  });

  it("gets its one rental although the answer was lost on the way", async () => {
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!String(input).includes("rentals.create") || lost) return response;
      lost = true;
      throw new TypeError("fetch failed");
    };
    let lost = false;
    const { client, account } = await rich({ fetch: losing });
    const job = await client.rentals.rent(request(), account);
    expect(lost).toBe(true);
    expect((await client.rentals.list()).jobs.map(({ job_id }) => job_id)).toEqual([job.job_id]);
  });

  it("says why a rental will never run", async () => {
    const { client, account } = await rich();
    const job = await client.rentals.rent(request(), account);
    await client.rentals.stop(job.job_id);
    await expect(client.rentals.wait(job.job_id, "running")).rejects.toBeInstanceOf(RentalEnded);
  });

  it("gives up waiting when the time is over, with the rental as it was last seen", async () => {
    const { client, account } = await rich();
    const { job_id } = await client.rentals.rent(request(), account);
    const waiting = client.rentals.wait(job_id, "running", { timeoutMs: 50 });
    await expect(waiting).rejects.toMatchObject({ name: "WaitedTooLong", job: { job_id, status: "creating" } });
  });

  it("brings the quote along when a key alone cannot pay", async () => {
    const { client } = await rich();
    const { key } = await client.api.apiKeys.create.mutate({ name: "ci", scopes: ["jobs:write"] });
    const program = platform.client({ auth: key });
    const refusal = { code: "order_required", extra: { quote: { offer_id: offerId } } };
    await expect(program.rentals.rent(request())).rejects.toMatchObject(refusal);
    await expect(program.rentals.list()).rejects.toMatchObject({ code: "missing_scope" });
  });

  it("walks through ledger, usage and statements, whatever the size of a page", async () => {
    const { client, account } = await rich();
    const { job_id } = await client.rentals.rent(request(), account);
    await platform.market.deposit(account.address.toLowerCase(), 7n);
    const entries = await all(client.billing.ledger({ limit: 1 }));
    expect(entries.map(({ kind }) => kind)).toEqual(["deposit", "deposit"]);
    expect(await all(client.billing.ledger({ kind: "fee" }))).toEqual([]);
    expect(await all(client.billing.usage({ limit: 1 }))).toMatchObject([{ job_id, charge_wei: "0" }]);
    const [month] = (await client.billing.statements()).statements;
    const statement = await client.billing.statement(month?.month ?? "");
    expect(statement.entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).reverse());
  });

  it("signs an allowance and its end", async () => {
    const { client, account } = await rich();
    const expiresAt = new Date(new Date((await client.network()).now).getTime() + 3_600_000);
    expect((await client.grants.allow(5n, expiresAt, account)).status).toBe("accepted");
    expect((await client.grants.revoke(account)).status).toBe("accepted");
  });

  it("lists allowances, keeps a rental running from one, and lets it end again", async () => {
    const { client, account } = await rich();
    const limit = parseWl("5") ?? 0n;
    const expiresAt = new Date(new Date((await client.network()).now).getTime() + 3_600_000);
    await client.grants.allow(limit, expiresAt, account);
    const [grant] = await client.grants.list();
    expect(grant).toMatchObject({ is_delegate: true, budget: null, pending: { limit_wei: `${limit}` } });
    const { job_id } = await client.rentals.rent(request(), account);
    await expect(client.rentals.keepRunning(job_id, { hours: 2 })).rejects.toMatchObject({ code: "conflict" });
    const state = { limit, spent: 0n, expiresAt: Math.floor(expiresAt.getTime() / 1000), nonce: 1 };
    const granted = { customer: account.address.toLowerCase(), key: platform.market.config.delegate, ...state };
    await platform.market.chain.mine([], { sessionKeys: [granted] });
    const until = new Date(expiresAt.getTime() + 3_600_000);
    const set = await client.rentals.keepRunning(job_id, { hours: 2, minutesBefore: 30, until });
    expect(set).toMatchObject({ hours: 2, minutes_before: 30, until: until.toISOString(), stopped: null });
    expect((await client.rentals.extension(job_id)).auto_extension).toEqual(set);
    await client.rentals.letEnd(job_id);
    expect(await client.rentals.extension(job_id)).toEqual({ extension: null, auto_extension: null });
  });

  it("tells what changes as it happens, until one stops listening", async () => {
    const { client, account } = await rich();
    const heard: LiveEvent[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const event of client.live(stop.signal)) heard.push(event);
    })();
    const job = await until("a change to be heard", async () => {
      const rented = await client.rentals.rent(request(), account);
      const isHeard = () => heard.some(({ kind, id }) => kind === "rental" && id === rented.job_id);
      await until("it", isHeard, { deadlineMs: 1_000 });
      return rented;
    });
    expect(job.status).toBe("creating");
    stop.abort();
    await listening;
  });

  it("reads what a provider earned, and nothing of anybody else's", async () => {
    const { client } = await signedIn();
    const days = [{ earned_wei: "0" }, { earned_wei: "0" }];
    expect(await client.nodes.earnings({ days: 2 })).toMatchObject({ all_wei: "0", pending_wei: "0", days, nodes: [] });
    expect(await all(client.nodes.rentals())).toEqual([]);
    await expect(client.nodes.earnings({ node: "node-1" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("opens the line that joins a node, which nobody else can read", async () => {
    const { client } = await signedIn();
    await client.api.nodes.register.mutate({ name: "Small provider" });
    const joining = client.nodes.join();
    const [join] = await until("the worker to be asked", async () => {
      const found = await pendingJoins(platform.market.db, CLUSTER);
      return found.length > 0 ? found : null;
    });
    if (join === undefined) throw new Error("nothing was asked");
    const line = await seal(join.sealedTo, "a line to paste", join.nodeName);
    await storeJoinLine(platform.market.db, { nodeName: join.nodeName, tokenId: "abcdef", line });
    expect(await joining).toMatchObject({ node: join.nodeName, line: "a line to paste" });
  });
});

type SignedInClient = { readonly client: Client; readonly account: PrivateKeyAccount };

async function signedIn(options: Partial<ClientOptions> = {}): Promise<SignedInClient> {
  const account = stranger();
  const client = platform.client(options);
  await client.signIn(account);
  return { client, account };
}

/** Signed in, with 100 WL that may be spent. */
async function rich(options: Partial<ClientOptions> = {}): Promise<SignedInClient> {
  const { client, account } = await signedIn(options);
  await platform.market.deposit(account.address.toLowerCase(), parseWl("100") ?? 0n);
  return { client, account };
}

function stranger(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey());
}

function request() {
  return {
    offer_id: offerId,
    ...{ gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20, duration_hours: 1 },
    ssh_password: "a long password",
  };
}
