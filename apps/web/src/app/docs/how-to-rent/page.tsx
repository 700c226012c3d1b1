import { PRESET_IMAGES } from "@worldland/core/images";
import { LIMITS, PERIODS } from "@worldland/core/limits";
import { END_REASONS, outcomeOf, payerOfSecondsRun, sentenceOf } from "@worldland/core/rental/reason";
import type { Metadata } from "next";
import Link from "next/link";
import { Command, Facts, Prose } from "../../../docs/Prose.tsx";

export const metadata: Metadata = { title: "How to rent" };

const minutes = (seconds: number) => `${seconds / 60} minutes`;

export default function HowToRent() {
  return (
    <Prose
      title="How to rent a GPU"
      lead="You need a wallet with some WL and an SSH client. Nothing is installed, and renting sends no transaction: you sign one message."
    >
      <h2>In the browser</h2>
      <ol>
        <li>
          <strong>Connect</strong> your wallet and sign in: one signature, no gas. The <Link href="/">marketplace</Link>{" "}
          works before that, too.
        </li>
        <li>
          <strong>Deposit</strong> WL on the <Link href="/billing">billing page</Link>. This is a transaction from your
          wallet to the vault. It can be spent once enough blocks lie on it; the page counts them.
        </li>
        <li>
          <strong>Choose an offer</strong> by GPU, region and price, then the size, the term and an image, and give an
          SSH key, a password or both. The page shows the price per hour and the <em>hold</em>: the most it can ever
          cost.
        </li>
        <li>
          <strong>Sign the order.</strong> It names provider, price and term, and nobody can charge more than it says.
        </li>
        <li>
          When the page says <em>running</em>, copy the command, and compare the host key with the fingerprint on the
          page:
          <Command>ssh root@203.0.113.7 -p 30001</Command>
          You are root; <code>nvidia-smi</code> shows exactly the GPUs you rent.
        </li>
        <li>
          <strong>Stop</strong> when you are done, let it expire, or extend it before it does. The receipt shows the
          seconds, the pauses you did not pay for, and the transactions. What is left of the hold is back in your
          balance.
        </li>
      </ol>
      <p>What is on the container's disk goes with it: copy out what you want to keep.</p>
      <p>
        You are warned 60, 15 and 5 minutes before the end. <strong>Extend</strong> signs for more hours at the same
        rate, until {minutes(PERIODS.extensionMarginS)} before the end; if the vault refuses, the old term stands. With
        a spending allowance <strong>Keep running</strong> does it by itself, as long as the allowance lasts and until
        an instant you may name.
      </p>
      <h2>Images</h2>
      <Facts
        head={["Image", "For"]}
        rows={PRESET_IMAGES.map(({ reference, use }) => [<code key={reference}>{reference}</code>, use])}
      />
      <h2>What you pay</h2>
      <p>
        The price per second, times the seconds in which the container was <strong>reachable from outside</strong>. The
        meter starts when we have read the SSH greeting on your public address, not when you click. What is not
        reachable is a pause and is free; more than {minutes(PERIODS.pauseLimitS)} of it at once, or{" "}
        {minutes(PERIODS.dailyPauseLimitS)} in a day, end the rental. If it never becomes reachable within{" "}
        {minutes(PERIODS.startDeadlineS)} it ends and costs nothing.
      </p>
      <h2>Every way it can end</h2>
      <Facts
        head={["Shown as", "Because", "Seconds run are paid by"]}
        rows={END_REASONS.map((reason) => [outcomeOf[reason], sentenceOf[reason], payerOfSecondsRun[reason]])}
      />
      <h2>By program</h2>
      <p>
        Everything above works with HTTP and a wallet's signatures: challenge and sign in (
        <code>POST /api/v1/auth/challenge</code>, <code>/auth/sessions</code>), price (<code>POST /api/v1/quotes</code>
        ), sign, rent (<code>POST /api/v1/jobs</code>), wait, stop, read the receipt. The{" "}
        <a href="/docs/api">API reference</a> has every field. Terms are whole hours, from {LIMITS.durationHours.min} to{" "}
        {LIMITS.durationHours.max}.
      </p>
      <p>
        A script without a wallet at hand rents with an API key from <Link href="/settings">settings</Link> within a
        spending allowance that you sign once on the <Link href="/billing">billing page</Link>. The contract itself
        keeps to it, and you take it back without gas.
      </p>
    </Prose>
  );
}
