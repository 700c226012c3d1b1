"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ClockProvider } from "../../clock/Clock.tsx";
import { LiveUpdates } from "../../live/LiveUpdates.tsx";
import { ApiProvider } from "../../trpc/client.tsx";
import { WalletProvider } from "../../wallet/WalletProvider.tsx";

/** What every page can ask for: theme, API, clock, wallet; and the stream that keeps it true. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <ApiProvider>
        <ClockProvider>
          <WalletProvider>
            <LiveUpdates />
            {children}
          </WalletProvider>
        </ClockProvider>
      </ApiProvider>
    </ThemeProvider>
  );
}
