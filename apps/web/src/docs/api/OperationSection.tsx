import { CopyButton } from "../../components/ui/CopyField.tsx";
import { type ApiDocument, nameOf, type Operation } from "./apiDocument.ts";
import { curlOf } from "./example.ts";
import { FieldRow, Rows, SchemaRows } from "./SchemaRows.tsx";
import { TryIt } from "./TryIt.tsx";

/** One request: what it does, who may, what goes in, what comes back, how it is refused, how to make it. */
export function OperationSection({ operation, document }: { operation: Operation; document: ApiDocument }) {
  const { operationId: id, method, path, summary, parameters = [] } = operation;
  const body = operation.requestBody?.content["application/json"]?.schema;
  const curl = curlOf(document, operation);
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      data-operation={`${method} ${path} ${summary} ${id}`.toLowerCase()}
      className="mt-3 scroll-mt-18 rounded-lg border border-line bg-surface p-4"
    >
      <h3 id={`${id}-title`} className="text-sm">
        <a href={`#${id}`} className="flex flex-wrap items-baseline gap-2 hover:underline">
          <Method>{method}</Method>
          <code className="min-w-0 break-all font-mono font-semibold">{path}</code>
        </a>
      </h3>
      <p className="mt-1">{summary}.</p>
      <p className="mt-1 text-xs text-muted">
        <Access operation={operation} />
      </p>
      {parameters.length > 0 && (
        <Rows title="Parameters">
          {parameters.map(({ name, in: place, required = false, description, schema }) => (
            <FieldRow
              key={name}
              name={name}
              place={place}
              isRequired={required}
              schema={description === undefined ? schema : { ...schema, description }}
            />
          ))}
        </Rows>
      )}
      {body !== undefined && (
        <Rows title="Body, JSON">
          <SchemaRows schema={body} says="required" />
        </Rows>
      )}
      <Answers operation={operation} />
      <div className="mt-4">
        <div className="mb-1 flex items-center justify-between">
          <h4 className="text-xs font-medium text-muted">Example</h4>
          <CopyButton label={`curl for ${method} ${path}`} value={curl} />
        </div>
        <Code>{curl}</Code>
      </div>
      {method === "GET" && (
        <TryIt
          procedure={id}
          path={path}
          parameters={parameters.map(({ name, required = false, schema }) => ({
            ...{ name, isRequired: required, choices: (schema.enum ?? []).map(String) },
          }))}
        />
      )}
    </section>
  );
}

function Method({ children }: { children: string }) {
  const tone = { GET: "bg-good-soft text-good", POST: "bg-accent-soft text-accent", DELETE: "bg-bad-soft text-bad" };
  const look =
    children === "GET" || children === "POST" || children === "DELETE" ? tone[children] : "bg-raised text-muted";
  return <span className={`rounded px-1.5 py-0.5 font-mono text-xs font-semibold ${look}`}>{children}</span>;
}

function Access({ operation: { security } }: { operation: Operation }) {
  const needs = security?.[0];
  if (needs === undefined) return "For everybody, without signing in.";
  if ("session" in needs) return "For a session; no API key may do this.";
  return (
    <>
      For a session, or an API key with the scope{" "}
      <code className="font-mono text-ink">{Object.values(needs).flat().join(" ")}</code>.
    </>
  );
}

function Answers({ operation }: { operation: Operation }) {
  const answers = Object.entries(operation.responses);
  const good = answers.filter(([status]) => status.startsWith("2"));
  const bad = answers.filter(([status]) => !status.startsWith("2"));
  return (
    <>
      {good.map(([status, { content }]) => {
        const schema = content?.["application/json"]?.schema;
        if (schema === undefined) {
          return (
            <p key={status} className="mt-4 text-xs">
              Answers <strong>{status}</strong>, without a body.
            </p>
          );
        }
        return (
          <Rows key={status} title={`Answers ${status}`}>
            {schema.$ref === undefined ? (
              <SchemaRows schema={schema} says="given" />
            ) : (
              <li>
                <a href={`#type-${nameOf(schema.$ref)}`}>
                  <code>{nameOf(schema.$ref)}</code>
                </a>
              </li>
            )}
          </Rows>
        );
      })}
      <p className="mt-3 text-xs leading-6 text-muted [&_a]:font-mono [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-4">
        Refused with{" "}
        {bad.map(([status, { content }]) => (
          <span key={status}>
            <span className="text-ink">{status}</span>{" "}
            {Object.keys(content?.["application/problem+json"]?.examples ?? {}).map((code) => (
              <span key={code}>
                <a href={`#code-${code}`}>{code}</a>{" "}
              </span>
            ))}
          </span>
        ))}
      </p>
    </>
  );
}

/** Lines for a shell. */
export function Code({ children }: { children: string }) {
  return (
    <pre className="whitespace-pre-wrap break-words rounded-md border border-line bg-raised px-3 py-2 font-mono text-xs leading-5">
      <code>{children}</code>
    </pre>
  );
}
