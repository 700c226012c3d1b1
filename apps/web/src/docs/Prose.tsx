import type { ReactNode } from "react";

/** A page of text. */
export function Prose({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <article className="max-w-[46rem] text-[0.9375rem] leading-6 [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-2 [&_code]:rounded [&_code]:bg-raised [&_code]:px-1 [&_code]:py-0.5 [&_code]:font-mono [&_code]:text-[0.85em] [&_h2]:mb-2 [&_h2]:mt-7 [&_h2]:text-base [&_h2]:font-semibold [&_li]:my-1 [&_ol]:my-3 [&_ol]:list-decimal [&_ol]:pl-5 [&_p]:my-3 [&_ul]:my-3 [&_ul]:list-disc [&_ul]:pl-5">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="text-muted">{lead}</p>
      {children}
    </article>
  );
}

/** A command as one types it. */
export function Command({ children }: { children: string }) {
  return (
    <pre className="my-3 overflow-x-auto rounded-lg border border-line bg-raised px-3 py-2 font-mono text-xs leading-5 [&_code]:bg-transparent [&_code]:p-0">
      <code>{children}</code>
    </pre>
  );
}

/** A small table: names at the left, what they mean at the right. */
export function Facts({ head, rows }: { head: readonly string[]; rows: readonly (readonly ReactNode[])[] }) {
  return (
    <div className="my-3 overflow-x-auto rounded-lg border border-line">
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr>
            {head.map((name) => (
              <th
                key={name}
                scope="col"
                className="border-b border-line bg-raised px-3 py-1.5 text-left text-xs font-medium text-muted"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={String(row)} className="[&:not(:last-child)>td]:border-b">
              {cells.map((cell, column) => (
                <td key={head[column]} className="border-line px-3 py-1.5 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
