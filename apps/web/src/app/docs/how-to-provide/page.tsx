import { PERIODS } from "@worldland/core/limits";
import type { Metadata } from "next";
import Link from "next/link";
import { durationText } from "../../../clock/time.ts";
import { Prose } from "../../../docs/Prose.tsx";

export const metadata: Metadata = { title: "How to provide" };

export default function HowToProvide() {
  return (
    <Prose
      title="How to provide GPUs"
      lead="You need a wallet, and a Linux machine with GPUs that people can reach from outside. A node joins with one line."
    >
      <ol>
        <li>
          <strong>Register</strong> on the <Link href="/provider">provider page</Link> with a name that customers will
          see. It costs nothing.
        </li>
        <li>
          <strong>Add a node.</strong> The page shows one line; run it on the machine. It is good for{" "}
          {durationText(PERIODS.joinTokenS)}, for one machine, and can be read in that page only: it is sealed to a key
          that your browser made. A checklist beside it follows along until the node earns.
        </li>
        <li>
          <strong>Approval.</strong> An operator of the platform looks at a new node before customers see it. A trusted
          provider's nodes need none.
        </li>
        <li>
          <strong>Set prices</strong> per GPU-hour, and per core-, GB-memory- and GB-storage-hour if you like. They are
          kept per second and never rounded when somebody rents. Rentals that run keep the price they were signed at.
        </li>
        <li>
          <strong>Earn.</strong> Charges less the platform's fee come into your balance in the vault with each
          settlement: when a rental ends, and at least once a day. <Link href="/provider">Withdraw</Link> it whenever
          you like, with no minimum.
        </li>
      </ol>
      <h2>What counts</h2>
      <p>
        You are paid for seconds in which the customer's container was reachable from outside. A minute in which it was
        not is a pause that nobody pays. If your node vanishes, its rentals wait {durationText(PERIODS.nodeReturnS)} for
        it and end; what was proven until then stays yours.
      </p>
      <p>
        <strong>Reliability</strong> is the share of recent rentals that did not end by your fault: stopped by you,
        never reachable, no room where room was promised, node lost. The provider page says what moved it.
      </p>
      <h2>Maintenance</h2>
      <p>
        Switch a node to maintenance on the provider page: nothing new is rented on it, and what runs there goes on to
        its end. Switch back when you are done.
      </p>
      <h2>What runs on your machine</h2>
      <p>
        Customers are root inside their containers and nowhere else: no host access, no privileges, no way to your
        network but the public internet. Only GPUs that somebody rents are handed out, whole, to one customer at a time.
      </p>
    </Prose>
  );
}
