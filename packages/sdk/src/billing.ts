import type { Api } from "./connect.ts";

type Asked<T extends (input: never) => unknown> = NonNullable<Parameters<T>[0]>;
type Answered<T extends (input: never) => unknown> = Awaited<ReturnType<T>>;
type Ledger = Api["account"]["ledger"]["query"];
type Usage = Api["account"]["usage"]["query"];

/** What moved one's money, rental by rental and month by month. */
export function createBilling(api: Api) {
  return {
    /** Every movement that fits, newest first, page after page as they are taken. */
    async *ledger(filter: Omit<Asked<Ledger>, "cursor"> = {}): AsyncGenerator<Answered<Ledger>["entries"][number]> {
      for (let cursor: string | undefined; ; ) {
        const page: Answered<Ledger> = await api.account.ledger.query({ ...filter, ...at(cursor) });
        yield* page.entries;
        if (page.next_cursor === null) return;
        cursor = page.next_cursor;
      }
    },
    /** What each rental used and cost, newest first. */
    async *usage(filter: Omit<Asked<Usage>, "cursor"> = {}): AsyncGenerator<Answered<Usage>["rentals"][number]> {
      for (let cursor: string | undefined; ; ) {
        const page: Answered<Usage> = await api.account.usage.query({ ...filter, ...at(cursor) });
        yield* page.rentals;
        if (page.next_cursor === null) return;
        cursor = page.next_cursor;
      }
    },
    /** Months in which money moved, newest first. */
    statements: () => api.statements.list.query({}),
    /** A UTC month, `YYYY-MM`: opening, every movement by rental, closing. */
    statement: (month: string) => api.statements.get.query({ month }),
  };
}

function at(cursor: string | undefined) {
  return cursor === undefined ? {} : { cursor };
}
