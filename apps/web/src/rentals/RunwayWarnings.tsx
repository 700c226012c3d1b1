"use client";

import dynamic from "next/dynamic";
import { useSession } from "../session/useSession.ts";

// Only who has rentals needs it, so its code comes after the page's own.
const RunwayNotices = dynamic(() => import("./RunwayNotices.tsx").then((module) => module.RunwayNotices), {
  ssr: false,
});

/** Warns whoever is signed in of rentals that end soon, on every page. */
export function RunwayWarnings() {
  const { address } = useSession();
  return address === null ? null : <RunwayNotices key={address} />;
}
