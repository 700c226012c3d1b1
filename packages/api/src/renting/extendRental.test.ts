import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { type ExtensionQuoteView, extensionQuoteView } from "@worldland/core/wire/rental";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { ordersToSign } from "@worldland/db/queries/signer/ordersToSign";
import { opening, RATE } from "@worldland/db/testMarket";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf, signed, type TestApi, testApi } from "../testApi.ts";

const HOLD = RATE * 3600n;

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode({ gpuCount: 64 });
});
afterAll(() => api.close());

/** A customer with money for so many hours, and a rental of his of one hour that runs and is opened. */
async function running(hours: number) {
  const account = privateKeyToAccount(generatePrivateKey());
  const address = account.address.toLowerCase();
  await api.deposit(address, HOLD * BigInt(hours));
  const row = await api.rent(address);
  await api.chain.mine([opening(row)]);
  await api.start(row.id);
  const calls = api.as(address);
  const { jobs } = await calls.rentals.list({});
  const id = jobs[0]?.job_id ?? "";
  return { account, address, calls, id, row };
}

/** The extension of a quote as a client sends it back. */
function extensionIn({ extension }: ExtensionQuoteView) {
  const { rentalId = "", maxSeconds = "", deadline = "" } = extension;
  return { rentalId, maxSeconds, deadline };
}

async function quoteFor(calls: ReturnType<TestApi["as"]>, id: string, hours: number): Promise<ExtensionQuoteView> {
  const refusal = await refusalOf(calls.rentals.extend({ id, duration_hours: hours }));
  expect(refusal.code).toBe("order_required");
  return extensionQuoteView.parse(refusal.extra.quote);
}

test("an extension is quoted, signed, reserved, and moves the term when the vault has it", async () => {
  const { account, address, calls, id, row } = await running(3);
  const quote = await quoteFor(calls, id, 3);
  expect(quote.hold_wei).toBe((HOLD * 2n).toString());
  expect(parseTypedDataJson(quote.typed_data)).toMatchObject({
    primaryType: "Extension",
    message: { rentalId: row.id, maxSeconds: 10_800 },
  });
  const signature = await signed(account, quote.typed_data);
  const job = await calls.rentals.extend({ id, duration_hours: 3, extension: extensionIn(quote), signature });
  expect(job.hold_wei).toBe(HOLD.toString());
  expect(await calls.rentals.detail({ id })).toMatchObject({ extension_pending: true, duration_hours: 1 });
  expect((await accountOf(api.db, address)).held).toBe(HOLD * 3n);
  const again = await refusalOf(
    calls.rentals.extend({ id, duration_hours: 3, extension: extensionIn(quote), signature }),
  );
  expect(again.code).toBe("conflict");
  await api.chain.mine([{ name: "RentalExtended", args: { rentalId: row.id, maxSeconds: 10_800 } }]);
  const after = await calls.rentals.detail({ id });
  expect(after).toMatchObject({ extension_pending: false, duration_hours: 3, job: { hold_wei: `${HOLD * 3n}` } });
  const { started_at: started, expires_at: expires } = after.job;
  expect(Date.parse(expires ?? "") - Date.parse(started ?? "")).toBe(10_800_000);
  const { events } = await calls.rentals.events({ id });
  expect(events.map(({ message }) => message)).toContain("You asked for a term of 3 hours.");
});

test("a page asks what to sign without spending a budget", async () => {
  const { calls, id, row } = await running(3);
  const quote = await calls.rentals.quoteExtension({ id, duration_hours: 2 });
  expect(quote.hold_wei).toBe(HOLD.toString());
  expect(parseTypedDataJson(quote.typed_data).message).toMatchObject({ rentalId: row.id, maxSeconds: 7200 });
  expect(await calls.rentals.detail({ id })).toMatchObject({ extension_pending: false });
  expect((await refusalOf(calls.rentals.quoteExtension({ id, duration_hours: 1 }))).code).toBe("invalid_request");
});

test("an extension of another rental, term, deadline or signer extends nothing", async () => {
  const { account, calls, id } = await running(5);
  const other = await running(1);
  const quote = await quoteFor(calls, id, 3);
  const extension = extensionIn(quote);
  const signature = await signed(account, quote.typed_data);
  const codeOf = async (input: object) => {
    const whole = { id, duration_hours: 3, extension, signature, ...input };
    return (await refusalOf(calls.rentals.extend(whole))).code;
  };
  expect(await codeOf({ duration_hours: 4 })).toBe("invalid_request");
  expect(await codeOf({ extension: { ...extension, rentalId: other.row.id.toString() } })).toBe("invalid_request");
  expect(await codeOf({ extension: { ...extension, maxSeconds: "3600" }, duration_hours: 1 })).toBe("invalid_request");
  expect(await codeOf({ extension: { ...extension, deadline: "1" } })).toBe("conflict");
  expect(await codeOf({ extension: { ...extension, deadline: "9".repeat(78) } })).toBe("conflict");
  expect(await codeOf({ extension: { ...extension, deadline: `${Number(extension.deadline) - 1}` } })).toBe(
    "invalid_signature",
  );
  expect(await codeOf({ signature: await signed(other.account, quote.typed_data) })).toBe("invalid_signature");
  expect((await refusalOf(calls.rentals.extend({ id, duration_hours: 1 }))).code).toBe("invalid_request");
  expect((await refusalOf(other.calls.rentals.extend({ id, duration_hours: 3 }))).code).toBe("not_found");
  const poor = await quoteFor(calls, id, 7);
  const tooMuch = {
    duration_hours: 7,
    extension: extensionIn(poor),
    signature: await signed(account, poor.typed_data),
  };
  expect(await codeOf(tooMuch)).toBe("insufficient_balance");
  await expect(calls.rentals.extend({ id, duration_hours: 721 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect((await calls.rentals.detail({ id })).extension_pending).toBe(false);
});

test("a budget pays for an extension as far as it reaches, unless another key pays the rental already", async () => {
  const { address, calls, id } = await running(4);
  const grant = (key: string, limit: bigint) =>
    api.chain.mine([], {
      sessionKeys: [{ customer: address, key, limit, spent: 0n, expiresAt: 4_102_444_800, nonce: 1 }],
    });
  await grant(api.config.delegate, HOLD);
  await quoteFor(calls, id, 3);
  const byKey = api.as(address, ["jobs:write"]);
  await byKey.rentals.extend({ id, duration_hours: 2 });
  const waiting = await ordersToSign(api.db, api.config.delegate, 100);
  expect(waiting.filter((order) => order.customer === address)).toMatchObject([{ purpose: "extend", amount: HOLD }]);

  const key = privateKeyToAccount(generatePrivateKey());
  await grant(key.address.toLowerCase(), HOLD);
  await grant(api.config.delegate, HOLD * 10n);
  const row = await api.rent(address, {}, { sessionKey: key.address.toLowerCase() });
  await api.chain.mine([opening(row)]);
  await api.start(row.id);
  const { jobs } = await calls.rentals.list({ limit: 1 });
  await quoteFor(calls, jobs[0]?.job_id ?? "", 2);
});

test("only a running rental is extended, and not in its last two minutes", async () => {
  const { account, calls, id } = await running(3);
  const fresh = await api.rent(account.address.toLowerCase());
  const waiting = (await calls.rentals.list({ limit: 1 })).jobs[0];
  expect(waiting?.rental_id).toBe(fresh.id.toString());
  const conflict = { cause: { code: "conflict" } };
  await expect(calls.rentals.extend({ id: waiting?.job_id ?? "", duration_hours: 2 })).rejects.toMatchObject(conflict);
  await api.advance(3600 - 100);
  await expect(calls.rentals.extend({ id, duration_hours: 2 })).rejects.toMatchObject(conflict);
  await calls.rentals.stop({ id });
  await expect(calls.rentals.extend({ id, duration_hours: 2 })).rejects.toMatchObject(conflict);
});
