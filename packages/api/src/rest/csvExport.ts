import { LEDGER_CSV_HEAD, ledgerCsvLines } from "@worldland/core/ledgerCsv";
import { RENTAL_USAGE_CSV_HEAD, rentalUsageCsvLines } from "@worldland/core/rentalUsageCsv";
import { ledgerOutput } from "@worldland/core/wire/ledger";
import { rentalUsageOutput } from "@worldland/core/wire/rentalUsage";

/** A list that is also given as one table: its first line, and what each page of it adds. */
type CsvExport = {
  readonly head: string;
  readonly read: (page: unknown) => { readonly lines: string; readonly next: string | null };
};

/** Procedures whose whole list comes as a table where `Accept: text/csv` asks for one, by name. */
export const CSV_EXPORTS: Readonly<Record<string, CsvExport>> = {
  "account.ledger": {
    head: LEDGER_CSV_HEAD,
    read(page) {
      const { entries, next_cursor: next } = ledgerOutput.parse(page);
      return { lines: ledgerCsvLines(entries), next };
    },
  },
  "account.usage": {
    head: RENTAL_USAGE_CSV_HEAD,
    read(page) {
      const { rentals, next_cursor: next } = rentalUsageOutput.parse(page);
      return { lines: rentalUsageCsvLines(rentals), next };
    },
  },
};

/** Whether a table is what is asked for. */
export function wantsCsv(headers: Headers): boolean {
  return /^text\/csv\b/i.test(headers.get("accept")?.trim() ?? "");
}

/**
 * The whole list as a table, page after page as it is taken. The first page is read before anything is answered, so that
 * a refusal is one; should a later one fail, the answer breaks off instead of looking complete.
 */
export async function csvResponse(
  { head, read }: CsvExport,
  pageAt: (cursor: string | null) => Promise<unknown>,
): Promise<Response> {
  const first = read(await pageAt(null));
  const bytes = new TextEncoder();
  let next = first.next;
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(bytes.encode(head + first.lines));
      if (next === null) stream.close();
    },
    async pull(stream) {
      if (next === null) return;
      const page = read(await pageAt(next));
      next = page.next;
      stream.enqueue(bytes.encode(page.lines));
      if (next === null) stream.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/csv; charset=utf-8" } });
}
