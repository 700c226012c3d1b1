"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Dialog } from "../ui/Dialog.tsx";
import { PLACES } from "./places.ts";

/** After `G` the second key must come within this time. */
const CHORD_MS = 1200;

/** The keys that work on every page, and the list of them. */
export function Shortcuts() {
  const [isListed, setListed] = useState(false);
  const router = useRouter();
  useEffect(() => {
    let isAfterG = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      clearTimeout(timer);
      if (isAfterG) {
        isAfterG = false;
        const place = PLACES.find((one) => one.key === key);
        if (place !== undefined) router.push(place.href);
      } else if (key === "g") {
        isAfterG = true;
        timer = setTimeout(() => {
          isAfterG = false;
        }, CHORD_MS);
      } else if (key === "n") router.push("/");
      else if (key === "?") setListed(true);
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      clearTimeout(timer);
    };
  }, [router]);
  return (
    <>
      <button type="button" className="ml-auto hidden hover:text-ink sm:block" onClick={() => setListed(true)}>
        Keyboard: <Key>?</Key>
      </button>
      <Dialog open={isListed} onClose={() => setListed(false)} title="Keyboard">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
          {PLACES.map(({ href, title, key }) => (
            <Row key={href} keys={["G", key.toUpperCase()]} does={title} />
          ))}
          <Row keys={["N"]} does="New rental: choose an offer" />
          <Row keys={["?"]} does="This list" />
          <Row keys={["Esc"]} does="Close what is open" />
        </dl>
      </Dialog>
    </>
  );
}

function Row({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <>
      <dt className="flex gap-1">
        {keys.map((key) => (
          <Key key={key}>{key}</Key>
        ))}
      </dt>
      <dd>{does}</dd>
    </>
  );
}

function Key({ children }: { children: string }) {
  return <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 font-mono text-2xs">{children}</kbd>;
}

/** Keys that somebody types into a field are letters and no commands; an open dialog has its own. */
function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
