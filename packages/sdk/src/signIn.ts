import type { TypedData } from "@worldland/core/wire/fields";
import type { Api } from "./connect.ts";
import type { Signer } from "./signing/signer.ts";
import { expectParts, UnfitMessage } from "./signing/unfit.ts";
import type { Trust } from "./trust.ts";

export type SignedIn = {
  /** Bearer token of the session: whoever has it is the wallet until it ends. */
  readonly token: string;
  readonly address: string;
  readonly expires_at: string;
};

const DOMAIN_FIELDS = ["name", "version", "chainId"];

/** Signs the platform's challenge, once it is a sign-in of this wallet at this origin and nothing else. */
export async function signIn(api: Api, trust: Trust, signer: Signer, origin: string): Promise<SignedIn> {
  const [challenge, { chainId }] = await Promise.all([
    api.auth.challenge.mutate({ address: signer.address }),
    trust.vault(),
  ]);
  const { nonce, typed_data: typed } = challenge;
  checkChallenge(typed, { chainId, origin, nonce, wallet: signer.address });
  const { EIP712Domain: _, ...types } = typed.types;
  const signature = await signer.signTypedData({
    domain: { name: "WorldLand Cloud", version: "1", chainId },
    types,
    primaryType: typed.primaryType,
    message: typed.message,
  });
  return api.auth.signIn.mutate({ nonce, signature });
}

type Expected = { readonly chainId: number; readonly origin: string; readonly nonce: string; readonly wallet: string };

/** A domain of another name, or one that names a contract, could be a payment in disguise. */
function checkChallenge({ domain, message }: TypedData, expected: Expected): void {
  const strange = Object.keys(domain).find((field) => !DOMAIN_FIELDS.includes(field));
  if (strange !== undefined) throw new UnfitMessage(`domain.${strange}`, domain[strange], "absent");
  expectParts({
    "domain.name": [domain.name, "WorldLand Cloud"],
    "domain.version": [domain.version, "1"],
    "domain.chainId": [domain.chainId, expected.chainId],
    "message.wallet": [message.wallet, expected.wallet],
    "message.origin": [message.origin, expected.origin],
    "message.nonce": [message.nonce, expected.nonce],
  });
}
