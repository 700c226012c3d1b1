import Link from "next/link";
import type { ReactNode } from "react";
import { RunwayWarnings } from "../../rentals/RunwayWarnings.tsx";
import { isLocalBuild } from "../../wallet/local/env.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { Navigation } from "./Navigation.tsx";
import { Shortcuts } from "./Shortcuts.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";

/** What stands around every page. */
export function AppShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:left-2 focus:top-2"
      >
        Skip to content
      </a>
      {isLocalBuild && (
        <p className="border-b border-line bg-warn-soft px-4 py-1 text-center text-xs text-warn">
          Local network: test WL and simulated GPUs on this machine. The SSH logins are real.
        </p>
      )}
      <header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto flex h-13 max-w-7xl items-center gap-2 px-4">
          <Link
            href="/"
            className="mr-2 flex items-center gap-2 font-semibold"
            aria-label="WorldLand Cloud, marketplace"
          >
            <Mark />
            <span className="hidden sm:inline">WorldLand Cloud</span>
          </Link>
          <Navigation />
          <div className="ml-auto flex items-center gap-1">
            <ThemeToggle />
            <AccountMenu />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-7xl flex-1 px-4 py-5 outline-none">
        {children}
      </main>
      <RunwayWarnings />
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-5 gap-y-1 px-4 py-4 text-xs text-muted">
          <Link href="/docs/how-to-rent" className="hover:text-ink">
            How to rent
          </Link>
          <Link href="/docs/how-to-provide" className="hover:text-ink">
            How to provide
          </Link>
          <Link href="/docs/limits" className="hover:text-ink">
            Limits
          </Link>
          <Link href="/docs/security" className="hover:text-ink">
            Security
          </Link>
          <Link href="/docs/api" className="hover:text-ink">
            API
          </Link>
          <Shortcuts />
        </div>
      </footer>
    </div>
  );
}

/** Two stacked cards of a GPU under one horizon. */
function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6 text-accent" fill="none" stroke="currentColor">
      <circle cx="12" cy="12" r="9.25" strokeWidth="1.5" />
      <path d="M3 12h18M12 2.75c3 2.6 4.4 5.7 4.4 9.25S15 18.65 12 21.25" strokeWidth="1.5" />
      <rect x="6.4" y="9.2" width="7.2" height="5.6" rx="1" fill="currentColor" stroke="none" />
    </svg>
  );
}
