"use client";

import type { SshKeyView } from "@worldland/core/wire/sshKeys";
import { useState } from "react";
import { useSshKeys } from "../sshKeys/useSshKeys.ts";
import { readWithoutKeys, withKey, writeWithoutKeys } from "./savedKeys.ts";

/** A saved key as the form shows it. */
export type Tick = SshKeyView & { readonly isChosen: boolean };

/** The wallet's saved keys, ticked as they were at the last rental; none for nobody. */
export function useSavedKeys() {
  const { keys } = useSshKeys();
  const [without, setWithout] = useState<readonly string[]>(() =>
    typeof localStorage === "undefined" ? [] : readWithoutKeys(localStorage),
  );
  const ticks: readonly Tick[] = (keys ?? []).map((key) => ({ ...key, isChosen: !without.includes(key.id) }));
  return {
    ticks,
    tick(id: string, isChosen: boolean): void {
      const changed = withKey(without, id, isChosen);
      setWithout(changed);
      writeWithoutKeys(localStorage, changed);
    },
  };
}
