"use client";

import { PageHeader } from "../components/ui/Page.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { SshKeys } from "../sshKeys/SshKeys.tsx";
import { ApiKeys } from "./ApiKeys.tsx";
import { Sessions } from "./Sessions.tsx";

/** The wallet's keys to its rentals, and who else may act for it: programs with a key, browsers that are signed in. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings">
        Your keys to your rentals, programs with a key, and browsers that are signed in with your wallet.
      </PageHeader>
      <SignedIn what="your keys and sessions">
        {() => (
          <div className="flex flex-col gap-4">
            <SshKeys />
            <ApiKeys />
            <Sessions />
          </div>
        )}
      </SignedIn>
    </>
  );
}
