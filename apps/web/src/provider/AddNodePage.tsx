"use client";

import { useQuery } from "@tanstack/react-query";
import { PERIODS } from "@worldland/core/limits";
import Link from "next/link";
import { durationText } from "../clock/time.ts";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { CopyField } from "../components/ui/CopyField.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { Notice } from "../components/ui/States.tsx";
import { Steps } from "../components/ui/Steps.tsx";
import { Countdown } from "../components/ui/Time.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { isLocalBuild } from "../wallet/local/env.ts";
import { joinSteps } from "./joinSteps.ts";
import { ForProvider } from "./ProviderPage.tsx";
import { type JoinLine, useJoinLine } from "./useJoinLine.ts";

const POLL_MS = 2_000;

/** From nothing to an earning node: one line to paste, and a list that follows along. */
export function AddNodePage() {
  return (
    <SignedIn what="your nodes">
      {() => (
        <ForProvider>
          {() => (
            <>
              <PageHeader title="Add a node" actions={<ButtonLink href="/provider">Back to your nodes</ButtonLink>}>
                A Linux machine with NVIDIA GPUs that people can reach from outside.
              </PageHeader>
              <Wizard />
            </>
          )}
        </ForProvider>
      )}
    </SignedIn>
  );
}

function Wizard() {
  const line = useJoinLine();
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      {line.data === undefined ? (
        <Card title="Get the line">
          <p className="text-muted">
            The line lets one machine join as yours within {durationText(PERIODS.joinTokenS)}. It is sealed to a key
            that this page makes now, so nobody but you can read it, us included.{" "}
            <Link href="/docs/how-to-provide" className="text-accent hover:underline">
              What runs on my machine?
            </Link>
          </p>
          <div className="mt-4 flex flex-col gap-3">
            <FailureNotice error={line.error} />
            <Button kind="primary" className="self-start" busy={line.isPending} onClick={() => line.mutate()}>
              {line.isPending ? "Making the line …" : "Make the line"}
            </Button>
          </div>
        </Card>
      ) : (
        <Joining line={line.data} onAgain={() => line.mutate()} isBusy={line.isPending} />
      )}
    </div>
  );
}

function Joining({ line, onAgain, isBusy }: { line: JoinLine; onAgain: () => void; isBusy: boolean }) {
  const trpc = useTRPC();
  const { data, error } = useQuery(
    trpc.nodes.joinStatus.queryOptions(
      { node: line.node },
      {
        refetchInterval: ({ state }) =>
          state.data?.state === "earning" || state.data?.state === "expired" ? false : POLL_MS,
      },
    ),
  );
  const state = data?.state ?? "ready";
  const hasJoined = state === "joined" || state === "approved" || state === "earning";
  return (
    <>
      <Card title="Run this line on the machine">
        <CopyField label="join line" value={line.text} />
        <p className="mt-2 text-xs text-muted">
          {!hasJoined && state !== "expired" && (
            <>
              Good for one machine for another <Countdown to={line.expiresAt} over="moment" />. Keep this page open: the
              line cannot be shown again.{" "}
            </>
          )}
          {isLocalBuild &&
            "On the local network it joins one more simulated machine, from a terminal on this computer."}
        </p>
      </Card>
      <FailureNotice error={error} />
      {state === "expired" && (
        <Notice
          tone="warn"
          title="The line has expired"
          action={
            <Button busy={isBusy} onClick={onAgain}>
              Make another
            </Button>
          }
        >
          No machine joined with it in time.
        </Notice>
      )}
      <Card title={line.node}>
        <Steps label="Until it earns" steps={joinSteps(state)} />
        {hasJoined && (
          <div className="mt-4">
            <ButtonLink href="/provider" kind={state === "earning" ? "primary" : "secondary"}>
              To your nodes and prices
            </ButtonLink>
          </div>
        )}
      </Card>
    </>
  );
}
