import { hashVaultTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { intentsToSend } from "@worldland/db/queries/chain/intentsToSend";
import { wallet } from "@worldland/db/testMarket";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DELEGATE_KEY, type TestApi, testApi } from "../testApi.ts";

const OPERATOR = wallet(0x0e);
const WL = 10n ** 18n;
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const newAccount = () => privateKeyToAccount(generatePrivateKey());
const expires_at = "2999-01-01T00:00:00Z";

/** Drafts a grant of the account and signs what was drafted. */
async function signed(
  account: PrivateKeyAccount,
  limit: bigint,
  more: { key?: string; signer?: PrivateKeyAccount } = {},
) {
  const { key, signer = account } = more;
  const input = { spend_limit_wei: `${limit}`, expires_at, ...(key === undefined ? {} : { key }) };
  const { grant, typed_data } = await api.as(account.address).grants.draft(input);
  const hash = hashVaultTypedData(parseTypedDataJson(typed_data));
  const { customer = "", key: granted = "", spendLimit = "", expiresAt = "", nonce = "" } = grant;
  return {
    grant: { customer, key: granted, spendLimit, expiresAt, nonce },
    signature: await signer.sign({ hash }),
  };
}

/** The block in which the vault took a grant. */
async function mined(account: PrivateKeyAccount, limit: bigint, nonce: number): Promise<void> {
  const customer = account.address.toLowerCase();
  const key = api.config.delegate;
  const expiresAt = Date.parse(expires_at) / 1000;
  await api.chain.mine([{ name: "SessionKeyGranted", args: { customer, key, spendLimit: limit, expiresAt } }], {
    sessionKeys: [{ customer, key, limit, spent: 0n, expiresAt, nonce }],
  });
}

test("a grant is drafted for the delegate with the nonce in turn, and what is relayed is what was signed", async () => {
  const account = newAccount();
  const first = await signed(account, 5n * WL);
  expect(first.grant).toMatchObject({ spendLimit: `${5n * WL}`, nonce: "0" });
  expect(first.grant.key.toLowerCase()).toBe(api.config.delegate);
  const caller = api.as(account.address);
  expect(await caller.grants.submit(first)).toMatchObject({ id: expect.any(String), status: "accepted" });
  expect(await caller.account.get({})).toMatchObject({ budget: null, budget_pending: { limit_wei: `${5n * WL}` } });
  expect((await signed(account, WL)).grant.nonce).toBe("1");
  await planVaultWork(api.db, { operator: OPERATOR });
  const [intent] = await intentsToSend(api.db, OPERATOR, 10);
  expect(intent).toMatchObject({
    kind: "grant",
    signature: first.signature,
    grant: { customer: account.address.toLowerCase(), key: api.config.delegate, spendLimit: 5n * WL, nonce: 0 },
  });
  await mined(account, 5n * WL, 1);
  const { budget, budget_pending } = await caller.account.get({});
  expect(budget).toEqual({
    limit_wei: `${5n * WL}`,
    spent_wei: "0",
    left_wei: `${5n * WL}`,
    expires_at: "2999-01-01T00:00:00.000Z",
  });
  expect(budget_pending).toBeNull();
});

test("revoking binds at once, before any block; raising waits for the chain", async () => {
  const account = newAccount();
  const caller = api.as(account.address);
  await caller.grants.submit(await signed(account, 2n * WL));
  await mined(account, 2n * WL, 1);
  await caller.grants.submit(await signed(account, 9n * WL));
  expect((await caller.account.get({})).budget).toMatchObject({ limit_wei: `${2n * WL}`, left_wei: `${2n * WL}` });
  await caller.grants.submit(await signed(account, 0n));
  expect((await caller.account.get({})).budget).toMatchObject({ limit_wei: "0", left_wei: "0" });
});

test("only the customer's own signature over exactly this grant counts", async () => {
  const account = newAccount();
  const other = newAccount();
  const caller = api.as(account.address);
  await caller.grants.submit(await signed(account, WL));
  await mined(account, WL, 1);
  const good = await signed(account, 3n * WL);
  const refused = async (input: typeof good, code: string) => {
    await expect(caller.grants.submit(input)).rejects.toMatchObject({ cause: { code } });
  };
  await refused(await signed(account, 3n * WL, { signer: other }), "invalid_signature");
  await refused(await signed(account, 3n * WL, { signer: privateKeyToAccount(DELEGATE_KEY) }), "invalid_signature");
  await refused({ ...good, signature: "0x" }, "invalid_signature");
  for (const changed of [{ spendLimit: `${4n * WL}` }, { expiresAt: "32472144001" }, { key: other.address }]) {
    await refused({ ...good, grant: { ...good.grant, ...changed } }, "invalid_signature");
  }
  await refused({ ...good, grant: { ...good.grant, customer: other.address } }, "invalid_request");
  await expect(api.as(other.address).grants.submit(good)).rejects.toMatchObject({ cause: { code: "invalid_request" } });
  const beyond = { spendLimit: `${2n ** 128n}`, expiresAt: `${2n ** 40n}`, nonce: `${2n ** 40n}` };
  for (const [field, value] of Object.entries(beyond)) {
    await refused({ ...good, grant: { ...good.grant, [field]: value } }, "invalid_request");
  }
  await caller.grants.submit(good);
});

test("a grant out of turn, expired, or one too many is refused; a revocation never is", async () => {
  const account = newAccount();
  const caller = api.as(account.address);
  const submit = (limit: bigint) => signed(account, limit).then((grant) => caller.grants.submit(grant));
  const past = caller.grants.draft({ spend_limit_wei: "1", expires_at: "2001-01-01T00:00:00Z" });
  const { grant, typed_data } = await past;
  const signature = await account.sign({ hash: hashVaultTypedData(parseTypedDataJson(typed_data)) });
  const { customer = "", key = "", spendLimit = "", expiresAt = "", nonce = "" } = grant;
  const expired = caller.grants.submit({ grant: { customer, key, spendLimit, expiresAt, nonce }, signature });
  await expect(expired).rejects.toMatchObject({ cause: { code: "invalid_request" } });
  const stale = await signed(account, WL);
  await submit(WL);
  await mined(account, WL, 1);
  await expect(caller.grants.submit(stale)).rejects.toMatchObject({ cause: { message: /nonce has passed/ } });
  for (let count = 1; count < 20; count++) await submit(WL);
  await expect(submit(WL)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await submit(0n);
  await expect(submit(0n)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  const byKey = api.as(account.address, ["jobs:write", "account:read"]);
  await expect(byKey.grants.draft({ spend_limit_wei: "1", expires_at })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("all of one's keys are listed, each with what it may still spend, and nobody else's", async () => {
  const account = newAccount();
  const caller = api.as(account.address);
  const other = newAccount().address;
  const list = async () => (await caller.grants.list({})).session_grants;
  expect(await list()).toEqual([]);
  await caller.grants.submit(await signed(account, 5n * WL));
  const delegate = api.config.delegate;
  const limit_wei = `${5n * WL}`;
  expect(await list()).toMatchObject([{ key: delegate, is_delegate: true, budget: null, pending: { limit_wei } }]);
  await mined(account, 5n * WL, 1);
  await caller.grants.submit(await signed(account, 2n * WL, { key: other }));
  const newest = { key: other.toLowerCase(), is_delegate: false, budget: null, pending: { limit_wei: `${2n * WL}` } };
  const first = { key: delegate, budget: { limit_wei, spent_wei: "0", left_wei: limit_wei }, pending: null };
  expect(await list()).toMatchObject([first, newest]);
  expect((await api.as(newAccount().address).grants.list({})).session_grants).toEqual([]);
  // A revocation is shown until its block, then the key is gone.
  await caller.grants.submit(await signed(account, 0n));
  expect((await list()).find(({ key }) => key === delegate)).toMatchObject({
    budget: { limit_wei: "0", left_wei: "0" },
    pending: { limit_wei: "0" },
  });
  await mined(account, 0n, 3);
  expect((await list()).map(({ key }) => key)).not.toContain(delegate);
  expect((await api.as(account.address, ["account:read"]).grants.list({})).session_grants).toEqual(await list());
});
