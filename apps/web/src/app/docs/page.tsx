import type { Metadata } from "next";
import Link from "next/link";
import { DOCS_PAGES } from "../../docs/pages.ts";

export const metadata: Metadata = { title: "Docs" };

export default function Docs() {
  return (
    <div className="max-w-[46rem]">
      <h1 className="text-2xl font-semibold tracking-tight">How WorldLand Cloud works</h1>
      <p className="mt-2 text-muted">
        People who have GPUs rent them to people who need them. A customer signs one message, gets a root shell over
        SSH, and pays by the second out of a vault on chain that nobody can move without that signature.
      </p>
      <ul className="mt-6 grid gap-3 sm:grid-cols-2">
        {DOCS_PAGES.map(({ href, title, says }) => (
          <li key={href}>
            <Link href={href} className="block rounded-lg border border-line bg-surface p-4 hover:border-line-strong">
              <span className="font-medium">{title}</span>
              <span className="mt-1 block text-sm text-muted">{says}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-6 text-sm text-muted">
        Programs use the same platform by HTTP: the{" "}
        <Link href="/docs/api" className="text-accent underline underline-offset-2">
          API reference
        </Link>{" "}
        lists every request.
      </p>
    </div>
  );
}
