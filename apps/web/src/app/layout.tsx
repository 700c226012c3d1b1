import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { AppShell } from "../components/shell/AppShell.tsx";
import { Providers } from "../components/shell/Providers.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "WorldLand Cloud", template: "%s · WorldLand Cloud" },
  description: "A decentralized GPU cloud: sign once, get a root shell, pay per second from a vault on chain.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f9fb" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1115" },
  ],
};

/** Every page. Rendered per request, because the nonce that server.ts gave lets its scripts run. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? "";
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>
          <AppShell>{children}</AppShell>
        </Providers>
      </body>
    </html>
  );
}
