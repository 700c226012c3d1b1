import type { ApiDocument } from "./apiDocument.ts";
import { Code, OperationSection } from "./OperationSection.tsx";
import { Rows, SchemaRows } from "./SchemaRows.tsx";
import { Search } from "./Search.tsx";

/** The whole reference, from the OpenAPI document and nothing else. It is read without scripts as well. */
export function Reference({ document }: { document: ApiDocument }) {
  const { description, server, groups, schemas, schemes, codes } = document;
  return (
    <div className="flex gap-10">
      <div className="min-w-0 flex-1">
        <h1 className="text-2xl font-semibold tracking-tight">API reference</h1>
        <p className="mt-2 max-w-[46rem] text-muted">{description}</p>
        <div className="mt-3 max-w-[46rem] text-sm [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-2 [&_code]:font-mono [&_code]:text-xs">
          <p>
            Every path is below <code className="break-all">{server}</code>. Make an API key on the{" "}
            <a href="/settings">settings page</a> and send it with each request:
          </p>
          <div className="my-2">
            <Code>{`export WL_KEY=wl_…\ncurl "${server}/jobs" -H "Authorization: Bearer $WL_KEY"`}</Code>
          </div>
          <p>
            The same as one document, for programs that read it: <a href="/api/v1/openapi.json">openapi.json</a>{" "}
            (OpenAPI 3.1).
          </p>
        </div>
        <Contents groups={groups} className="mt-4 xl:hidden" />
        <Search />
        {groups.map(({ name, description: says, operations }) => (
          <section key={name} data-group="" aria-labelledby={`group-${name}`}>
            <h2 id={`group-${name}`} className="mt-8 scroll-mt-18 text-base font-semibold">
              {name}
            </h2>
            <p className="text-sm text-muted">{says}</p>
            {operations.map((operation) => (
              <OperationSection key={operation.operationId} operation={operation} document={document} />
            ))}
          </section>
        ))}
        <h2 id="types" className="mt-10 scroll-mt-18 text-base font-semibold">
          Types
        </h2>
        {Object.entries(schemas).map(([name, schema]) => (
          <section key={name} id={`type-${name}`} className="scroll-mt-18">
            <Rows title={name}>
              <SchemaRows schema={schema} says="given" />
            </Rows>
          </section>
        ))}
        <h2 id="access" className="mt-10 scroll-mt-18 text-base font-semibold">
          Who may call
        </h2>
        <dl className="mt-2 text-sm">
          {Object.entries(schemes).map(([name, says]) => (
            <div key={name} className="mt-2 sm:flex sm:gap-4">
              <dt className="w-24 shrink-0 font-mono text-xs leading-6">{name}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        <Codes codes={codes} />
      </div>
      <Contents groups={groups} className="hidden xl:block" isSide />
    </div>
  );
}

function Codes({ codes }: Pick<ApiDocument, "codes">) {
  return (
    <>
      <h2 id="codes" className="mt-10 scroll-mt-18 text-base font-semibold">
        Codes
      </h2>
      <p className="mt-1 max-w-[46rem] text-sm text-muted">
        Every refusal is a problem document (RFC 9457) with a code that stays, a sentence for people, and a suggestion.
      </p>
      <ul className="mt-3 rounded-md border border-line">
        {codes.map(({ code, status, says, suggests }) => (
          <li
            key={code}
            id={`code-${code}`}
            className="grid scroll-mt-18 gap-x-4 border-t border-line px-3 py-2 text-sm first:border-t-0 target:bg-accent-soft sm:grid-cols-[13rem_minmax(0,1fr)]"
          >
            <span>
              <span className="mr-2 text-xs text-muted">{status}</span>
              <code className="break-words font-mono text-xs font-medium">{code}</code>
            </span>
            <span>
              {says} <span className="text-muted">{suggests}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Contents({
  groups,
  className,
  isSide = false,
}: Pick<ApiDocument, "groups"> & { className: string; isSide?: boolean }) {
  const list = (
    <ul className="text-xs">
      {groups.map(({ name, operations }) => (
        <li key={name} className="mt-2">
          <a href={`#group-${name}`} className="font-medium hover:underline">
            {name}
          </a>
          <ul className="mt-0.5">
            {operations.map(({ operationId, method, path }) => (
              <li key={operationId}>
                <a
                  href={`#${operationId}`}
                  className="flex gap-2 rounded px-1 py-0.5 font-mono text-2xs text-muted hover:bg-raised hover:text-ink"
                >
                  <span className="w-10 shrink-0">{method}</span>
                  <span className="truncate">{path}</span>
                </a>
              </li>
            ))}
          </ul>
        </li>
      ))}
      <li className="mt-2 flex gap-3">
        {["types", "access", "codes"].map((part) => (
          <a key={part} href={`#${part}`} className="font-medium hover:underline">
            {part}
          </a>
        ))}
      </li>
    </ul>
  );
  return (
    <nav aria-label={isSide ? "Requests, at the side" : "Requests"} className={className}>
      {isSide ? (
        <div className="sticky top-18 max-h-[calc(100dvh-6rem)] w-60 overflow-y-auto pb-4">{list}</div>
      ) : (
        <details className="rounded-lg border border-line bg-surface px-4 py-2">
          <summary className="text-sm font-medium">All requests</summary>
          {list}
        </details>
      )}
    </nav>
  );
}
