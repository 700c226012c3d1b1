"use client";

import { useEffect, useId, useState } from "react";
import { Input } from "../../components/ui/Input.tsx";

/** Shows the requests that have every word. Without scripts there is none, and all requests are shown. */
export function Search() {
  const id = useId();
  const [isHere, setHere] = useState(false);
  const [shown, setShown] = useState<{ count: number; of: number } | null>(null);
  useEffect(() => setHere(true), []);
  return (
    <search className="mt-4 block min-h-14">
      {isHere && (
        <>
          <label htmlFor={id} className="text-xs font-medium text-muted">
            Find a request
          </label>
          <div className="mt-1 flex items-center gap-3">
            <Input
              id={id}
              type="search"
              autoComplete="off"
              className="max-w-80"
              placeholder="jobs, receipt, POST …"
              onChange={({ target }) => setShown(show(target.value))}
            />
            <span role="status" className="text-xs text-muted">
              {shown !== null && shown.count < shown.of && `${shown.count} of ${shown.of}`}
            </span>
          </div>
        </>
      )}
    </search>
  );
}

/** Hides what lacks a word, and groups of which nothing is left. */
function show(text: string): { count: number; of: number } {
  const words = text.toLowerCase().split(/\s+/);
  const all = [...document.querySelectorAll<HTMLElement>("[data-operation]")];
  for (const one of all) one.hidden = !words.every((word) => (one.dataset.operation ?? "").includes(word));
  for (const group of document.querySelectorAll<HTMLElement>("[data-group]")) {
    group.hidden = group.querySelector("[data-operation]:not([hidden])") === null;
  }
  return { count: all.filter((one) => !one.hidden).length, of: all.length };
}
