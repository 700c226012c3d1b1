import type { Api } from "./connect.ts";
import { checkGrant } from "./signing/checkGrant.ts";
import { type Signer, signVaultMessage } from "./signing/signer.ts";
import type { Trust } from "./trust.ts";

export type Allowance = {
  /** Base units that the key may spend over its life. */
  readonly limit: bigint;
  /** The last second at which it may sign. */
  readonly expiresAt: Date;
  /** Whose; the platform's own key, which pays rentals by API key, unless said. */
  readonly key?: string;
};

/** Budgets: what a session key may spend of the customer's balance. */
export function createGrants(api: Api, trust: Trust) {
  const submit = async ({ limit, expiresAt, key }: Allowance, signer: Signer) => {
    const network = await trust.network();
    const wanted = {
      customer: signer.address,
      key: key ?? network.delegate,
      spendLimit: limit,
      expiresAt: Math.floor(expiresAt.getTime() / 1000),
    };
    const draft = await api.grants.draft.mutate({
      key: wanted.key,
      spend_limit_wei: String(limit),
      expires_at: new Date(wanted.expiresAt * 1000).toISOString(),
    });
    const typed = checkGrant(draft.typed_data, wanted, await trust.vault());
    const signature = await signVaultMessage(signer, typed);
    const { customer, spendLimit, nonce } = typed.message;
    const grant = {
      customer,
      key: typed.message.key,
      spendLimit: String(spendLimit),
      expiresAt: String(typed.message.expiresAt),
      nonce: String(nonce),
    };
    return api.grants.submit.mutate({ grant, signature });
  };
  return {
    /** Every key one allows to spend, with its limit, what is spent and what is left. */
    list: async () => (await api.grants.list.query({})).session_grants,
    /** Signs a grant and hands it in, without gas. It binds the platform at once and the vault when mined. */
    allow: (limit: bigint, expiresAt: Date, signer: Signer, key?: string) =>
      submit({ limit, expiresAt, ...(key === undefined ? {} : { key }) }, signer),
    /** Takes the allowance away, without gas. */
    async revoke(signer: Signer, key?: string) {
      const { now } = await trust.network();
      // A grant must not be expired already; with limit 0 its expiry means nothing more.
      const expiresAt = new Date(new Date(now).getTime() + REVOKED_FOR_MS);
      return submit({ limit: 0n, expiresAt, ...(key === undefined ? {} : { key }) }, signer);
    },
  };
}

const REVOKED_FOR_MS = 365 * 24 * 3600 * 1000;
