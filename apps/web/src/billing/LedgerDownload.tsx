"use client";

import { useMutation } from "@tanstack/react-query";
import type { LedgerEntryView } from "@worldland/core/wire/account";
import { Button } from "../components/ui/Button.tsx";
import { useTRPCClient } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";

const PAGE = 100;

/** The whole ledger as a file, made in the page. */
export function LedgerDownload() {
  const client = useTRPCClient();
  const download = useMutation({
    mutationFn: async () => {
      const entries: LedgerEntryView[] = [];
      let cursor: string | null = null;
      do {
        const page: { entries: LedgerEntryView[]; next_cursor: string | null } = await client.account.ledger.query({
          limit: PAGE,
          ...(cursor === null ? {} : { cursor }),
        });
        entries.push(...page.entries);
        cursor = page.next_cursor;
      } while (cursor !== null);
      const { ledgerCsv } = await import("./ledgerCsv.ts");
      save(ledgerCsv(entries));
    },
  });
  return (
    <Button
      size="small"
      kind="quiet"
      busy={download.isPending}
      title={download.error === null ? undefined : failureOf(download.error).sentence}
      onClick={() => download.mutate()}
    >
      {download.error === null ? "CSV" : "CSV failed: try again"}
    </Button>
  );
}

function save(csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "worldland-ledger.csv" });
  link.click();
  URL.revokeObjectURL(url);
}
