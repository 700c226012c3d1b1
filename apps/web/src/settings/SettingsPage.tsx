"use client";

import { PageHeader } from "../components/ui/Page.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { ApiKeys } from "./ApiKeys.tsx";
import { Sessions } from "./Sessions.tsx";

/** Who else may act for this wallet: programs with a key, and browsers that are signed in. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings">Programs with a key, and browsers that are signed in with your wallet.</PageHeader>
      <SignedIn what="your keys and sessions">
        {() => (
          <div className="flex flex-col gap-4">
            <ApiKeys />
            <Sessions />
          </div>
        )}
      </SignedIn>
    </>
  );
}
