import { signIn as signInBy } from "@worldland/api/auth/signIn";
import { signInHash } from "@worldland/api/auth/signInMessage";
import { type TestApi, testApi } from "@worldland/api/testApi";
import { type ChallengeRow, issueChallenge } from "@worldland/db/commands/issueChallenge";
import { type RpcProxy, startRpcProxy } from "@worldland/testing/rpcProxy";
import { type Hex, isAddressEqual, recoverAddress } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Bench } from "./figure.ts";
import { withOwnPostgres } from "./ownPostgres.ts";
import { interleaved, median, runAll, timed } from "./pairs.ts";

const PAIRS = 9;
const SIGN_INS = 100;
const CONCURRENCY = 10;

type Attempt = { readonly challenge: ChallengeRow; readonly signature: Hex; readonly account: PrivateKeyAccount };

/**
 * Whole sign-ins of wallets with a key (challenge read, signature verified, challenge used up, session opened) beside
 * verifying as many signatures and nothing else. An RPC stands by and counts who asks it.
 */
export const signIn: Bench = async (report) => {
  await withOwnPostgres(async () => {
    const rpc = await startRpcProxy("http://127.0.0.1:9", async () => ({ status: 503 }));
    const api = await testApi({ connections: CONCURRENCY, config: { rpcUrl: rpc.url } });
    try {
      const pairs = await interleaved(
        PAIRS,
        async () => {
          const attempts = await signedChallenges(api);
          return timed(() => inTurns(attempts, (one) => signInOnce(api, one)));
        },
        async () => {
          const attempts = await signedChallenges(api);
          return timed(() => inTurns(attempts, verifyOnce));
        },
      );
      const n = pairs.length;
      const ratio_to = "one raw verification";
      report({ figure: "sign-in", value: median(pairs.map((p) => p.ours / p.theirs)), unit: "x", ratio_to, n });
      report({ figure: "sign-ins", value: SIGN_INS / median(pairs.map(({ ours }) => ours)), unit: "/s", n });
      report({ figure: "RPC calls", value: callsOf(rpc), unit: "calls", n: SIGN_INS * (PAIRS + 1) });
    } finally {
      await api.close();
      await rpc.close();
    }
  });
  return undefined;
};

async function signedChallenges({ db, config }: TestApi): Promise<Attempt[]> {
  const { publicOrigin: origin, chainId } = config;
  return Promise.all(
    Array.from({ length: SIGN_INS }, async () => {
      const account = privateKeyToAccount(generatePrivateKey());
      const challenge = await issueChallenge(db, { wallet: account.address.toLowerCase(), origin, chainId });
      return { challenge, account, signature: await account.sign({ hash: signInHash(challenge) }) };
    }),
  );
}

async function signInOnce({ deps }: TestApi, { challenge, signature }: Attempt): Promise<void> {
  await signInBy(deps, { nonce: challenge.nonce, signature, userAgent: "bench" });
}

async function verifyOnce({ challenge, signature, account }: Attempt): Promise<void> {
  const signer = await recoverAddress({ hash: signInHash(challenge), signature });
  if (!isAddressEqual(signer, account.address)) throw new Error("a good signature was not verified");
}

function inTurns(attempts: readonly Attempt[], one: (attempt: Attempt) => Promise<void>): Promise<void> {
  return runAll(
    attempts.map((attempt) => () => one(attempt)),
    CONCURRENCY,
  );
}

function callsOf({ calls }: RpcProxy): number {
  return [...calls.values()].reduce((sum, count) => sum + count, 0);
}
