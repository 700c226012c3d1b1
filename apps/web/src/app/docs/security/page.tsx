import { PERIODS } from "@worldland/core/limits";
import type { Metadata } from "next";
import Link from "next/link";
import { durationText } from "../../../clock/time.ts";
import { Facts, Prose } from "../../../docs/Prose.tsx";

export const metadata: Metadata = { title: "Security" };

export default function Security() {
  return (
    <Prose
      title="Who holds what, and what if it is stolen"
      lead="Three processes run the platform, and each holds as little as it can. None of them holds your wallet's key."
    >
      <h2>Your money</h2>
      <p>
        It lies in a contract, the vault, under your own address. An order that you sign names the provider, the rate
        and the longest term; the vault charges within that and nothing else. Operators can relay signed orders and
        report used seconds; they cannot touch a balance. If they fell silent for good, anybody could have the unused
        rest of a hold returned to its customer after the vault's grace period.
      </p>
      <h2>Keys</h2>
      <Facts
        head={["What", "Who has it", "If it is stolen"]}
        rows={[
          ["Your wallet's key", "you", "everything in that account; the platform cannot help"],
          [
            "A session",
            "your browser, in a cookie no script can read; the platform keeps a hash",
            <>
              acts as you towards the platform until you revoke it in <Link href="/settings">settings</Link> or it is{" "}
              {durationText(PERIODS.sessionS)} old; it signs nothing and moves no money
            </>,
          ],
          [
            "An API key",
            "your program; the platform keeps a hash",
            "what its scopes allow, and at most the allowance you granted; it makes neither keys nor allowances",
          ],
          [
            "The platform's session key",
            "the signer process alone",
            "orders up to what is left of each allowance; it cannot open a rental by itself",
          ],
          [
            "The operator's key",
            "the worker process alone",
            "relays what was signed anyway, and can report seconds of open rentals at the signed rate to that rental's provider",
          ],
        ]}
      />
      <p>
        Whoever steals one of the last two, and not both, can neither spend an allowance nor charge beyond elapsed time.
      </p>
      <h2>Signing in</h2>
      <p>
        You sign typed data that names this site, the chain, your wallet, a number of ours and a time. It is good once
        and for {durationText(PERIODS.challengeS)}. Whatever belongs to another wallet does not exist for you, on any
        page or request.
      </p>
      <h2>Your container</h2>
      <ul>
        <li>
          You are root in it. Its SSH host key is made for this rental alone: compare the fingerprint when you first log
          in.
        </li>
        <li>
          From outside only SSH reaches it. From inside it reaches the public internet, and neither other tenants nor
          the cluster.
        </li>
        <li>
          Password, environment and start script are sealed to the worker as soon as they arrive and are deleted when
          the rental ends. A password is stored as a hash only and shown to nobody again.
        </li>
        <li>
          The provider is root on his machine and can look into what runs there. No software changes that: rent from
          whom you trust with your data.
        </li>
      </ul>
      <h2>These pages</h2>
      <p>
        They load nothing from anybody else, run only scripts that this server sent, and talk to no chain node: balances
        come from the platform, and every transaction goes through your own wallet.
      </p>
    </Prose>
  );
}
