import { nameOf, type Schema } from "./apiDocument.ts";
import { limitTexts, typeText } from "./typeText.ts";

/** The members of an object, those of objects within it set in. Named types are told where they stand. */
export function SchemaRows({
  schema,
  says,
  depth = 0,
}: {
  schema: Schema;
  says: "required" | "given";
  depth?: number;
}) {
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([name, one]) => (
        <FieldRow
          key={name}
          name={name}
          schema={one}
          depth={depth}
          isRequired={says === "required" && (schema.required ?? []).includes(name)}
          says={says}
        />
      ))}
    </>
  );
}

/** One field: its name, what it is, what is allowed, what it means. */
export function FieldRow({
  name,
  schema,
  isRequired = false,
  place,
  depth = 0,
  says = "given",
}: {
  name: string;
  schema: Schema;
  isRequired?: boolean;
  /** Where it goes, if not into the body. */
  place?: string;
  depth?: number;
  says?: "required" | "given";
}) {
  const inner = schema.properties === undefined ? schema.items : schema;
  return (
    <>
      <li className="grid gap-x-4 border-t border-line px-3 py-1.5 first:border-t-0 sm:grid-cols-[13rem_minmax(0,1fr)]">
        <span className="min-w-0" style={{ paddingLeft: `${depth}rem` }}>
          <code className="break-words font-mono text-xs font-medium">{name}</code>
          {isRequired && <span className="ml-2 text-xs text-bad">required</span>}
          {place !== undefined && <span className="ml-2 text-xs text-muted">{place}</span>}
        </span>
        <span className="min-w-0 text-xs">
          <TypeName schema={schema} />
          {limitTexts(schema).map((text) => (
            <span key={text} className="break-words text-muted">
              {" · "}
              {text}
            </span>
          ))}
          {schema.description !== undefined && <span className="block">{schema.description}</span>}
        </span>
      </li>
      {inner?.properties !== undefined && <SchemaRows schema={inner} says={says} depth={depth + 1} />}
    </>
  );
}

/** A type in words; a named one leads to where it stands. */
function TypeName({ schema }: { schema: Schema }) {
  const named = schema.$ref ?? schema.items?.$ref;
  const text = typeText(schema);
  if (named === undefined) return <span className="break-words font-mono">{text}</span>;
  return (
    <a href={`#type-${nameOf(named)}`} className="font-mono text-accent underline underline-offset-2">
      {text}
    </a>
  );
}

/** A framed list of fields. */
export function Rows({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="mt-4">
      <h4 className="mb-1 text-xs font-medium text-muted">{title}</h4>
      <ul className="rounded-md border border-line">{children}</ul>
    </div>
  );
}
