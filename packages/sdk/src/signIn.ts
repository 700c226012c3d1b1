import type { Api } from "./connect.ts";
import { checkChallenge } from "./signing/checkChallenge.ts";
import type { Signer } from "./signing/signer.ts";
import type { Trust } from "./trust.ts";

export type SignedIn = {
  /** Bearer token of the session: whoever has it is the wallet until it ends. */
  readonly token: string;
  readonly address: string;
  readonly expires_at: string;
};

/** Signs the platform's challenge, once it is a sign-in of this wallet at this origin and nothing else. */
export async function signIn(api: Api, trust: Trust, signer: Signer, origin: string): Promise<SignedIn> {
  const [challenge, { chainId }] = await Promise.all([
    api.auth.challenge.mutate({ address: signer.address }),
    trust.vault(),
  ]);
  const { nonce, typed_data: typed } = challenge;
  const message = checkChallenge(typed, { chainId, origin, nonce, wallet: signer.address });
  return api.auth.signIn.mutate({ nonce, signature: await signer.signTypedData(message) });
}
