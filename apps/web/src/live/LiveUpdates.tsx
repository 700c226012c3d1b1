"use client";

import dynamic from "next/dynamic";
import { useSession } from "../session/useSession.ts";

// Nothing on a page waits for it, so its code comes after the page's own.
const LiveStream = dynamic(() => import("./LiveStream.tsx").then((module) => module.LiveStream), { ssr: false });

/** Keeps every page true without reloading: one stream for all tabs, whose events say what to read again. */
export function LiveUpdates() {
  const { address, isLoading } = useSession();
  // Another wallet is another stream.
  return isLoading ? null : <LiveStream key={address ?? "nobody"} />;
}
