"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "../components/ui/Button.tsx";
import { useTRPCClient } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import type { LedgerQuery } from "./ledgerFilter.ts";

const PAGE = 100;

/** The ledger as a file, as far as the filter lets it through, made in the page. */
export function LedgerDownload({ query }: { query: LedgerQuery }) {
  const client = useTRPCClient();
  const download = useMutation({
    mutationFn: async () => {
      const { LEDGER_CSV_HEAD, ledgerCsvLines } = await import("@worldland/core/ledgerCsv");
      const parts = [LEDGER_CSV_HEAD];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: Awaited<ReturnType<typeof client.account.ledger.query>> = await client.account.ledger.query({
          ...query,
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        parts.push(ledgerCsvLines(page.entries));
        cursor = page.next_cursor;
      }
      save(parts);
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

function save(parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "worldland-ledger.csv" });
  link.click();
  URL.revokeObjectURL(url);
}
