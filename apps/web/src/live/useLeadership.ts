"use client";

import { useEffect, useState } from "react";

/**
 * Whether this tab is the one of all open tabs that does something for them all. When it closes, another one becomes
 * it. Browsers allow six connections to a host, so that six tabs with a stream each would stop the seventh.
 */
export function useLeadership(name: string): boolean {
  const [isLeader, setLeader] = useState(false);
  useEffect(() => {
    if (navigator.locks === undefined) {
      setLeader(true);
      return;
    }
    const abort = new AbortController();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const lock = navigator.locks.request(name, { signal: abort.signal }, () => {
      setLeader(true);
      return held;
    });
    lock.catch(() => undefined);
    return () => {
      setLeader(false);
      letGo();
      abort.abort();
    };
  }, [name]);
  return isLeader;
}
