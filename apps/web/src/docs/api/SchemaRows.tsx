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
  const inner = [schema, schema.items, ...(schema.anyOf ?? [])].find((one) => one?.properties !== undefined);
  return (
    <>
      <li>
        <span {...(depth > 0 ? { style: { paddingLeft: `${depth}rem` } } : {})}>
          <b>{name}</b>
          {isRequired && <span className="text-bad"> required</span>}
          {place !== undefined && <span className="text-muted"> {place}</span>}
        </span>
        <span>
          <TypeName schema={schema} />
          {limitTexts(schema).map((text) => (
            <i key={text}> · {text}</i>
          ))}
          {schema.description !== undefined && <p>{schema.description}</p>}
        </span>
      </li>
      {inner !== undefined && <SchemaRows schema={inner} says={says} depth={depth + 1} />}
    </>
  );
}

/** A type in words; a named one leads to where it stands. */
function TypeName({ schema }: { schema: Schema }) {
  const named = schema.$ref ?? schema.items?.$ref;
  const text = typeText(schema);
  if (named === undefined) return <code>{text}</code>;
  return (
    <a href={`#type-${nameOf(named)}`}>
      <code>{text}</code>
    </a>
  );
}

/** How rows look, said once for all of them: there are hundreds on the page. */
const ROWS =
  "rounded-md border border-line text-xs *:grid *:gap-x-4 *:items-baseline *:border-t *:border-line *:px-3 *:py-1.5 *:first:border-t-0 sm:*:grid-cols-[13rem_minmax(0,1fr)] **:min-w-0 **:break-words [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-4 [&_b]:font-mono [&_b]:font-medium [&_code]:font-mono [&_i]:not-italic [&_i]:text-muted";

/** A framed list of fields. */
export function Rows({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="mt-4">
      <h4 className="mb-1 text-xs font-medium text-muted">{title}</h4>
      <ul className={ROWS}>{children}</ul>
    </div>
  );
}
