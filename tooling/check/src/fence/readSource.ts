import { parseSync, Visitor } from "oxc-parser";

export type Import = {
  readonly specifier: string;
  /** Nothing of it is left when the program runs. */
  readonly isType: boolean;
  readonly names: readonly string[];
  readonly line: number;
};

/** A place where a file reaches for something that has its one place elsewhere, or escapes from the type checker. */
export type Reach = {
  readonly what:
    | "the clock"
    | "randomness"
    | "the environment"
    | "as unknown as"
    | "ignore comment"
    | "expected type error";
  readonly line: number;
};

export type Source = {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly reaches: readonly Reach[];
};

/** Reads a TypeScript or JavaScript file. Throws when it does not parse: an unread file must not pass for clean. */
export function readSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false });
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const imports: Import[] = [];
  const reaches: Reach[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const addImport = (specifier: string, start: number, isType: boolean, names: readonly string[] = []) =>
    imports.push({ specifier, isType, names, line: lineAt(start) });
  const addReach = (what: Reach["what"], start: number) => reaches.push({ what, line: lineAt(start) });

  new Visitor({
    ImportDeclaration({ source, start, importKind, specifiers }) {
      const named = specifiers.filter((one) => one.type === "ImportSpecifier");
      const isType =
        importKind === "type" ||
        (named.length > 0 && named.length === specifiers.length && named.every((one) => one.importKind === "type"));
      addImport(
        source.value,
        start,
        isType,
        named.map((one) => text.slice(one.imported.start, one.imported.end)),
      );
    },
    ExportAllDeclaration: ({ source, start, exportKind }) => void addImport(source.value, start, exportKind === "type"),
    ExportNamedDeclaration({ source, start, exportKind }) {
      if (source) addImport(source.value, start, exportKind === "type");
    },
    ImportExpression({ source, start }) {
      if (source.type === "Literal" && typeof source.value === "string") addImport(source.value, start, false);
    },
    TSImportType: ({ source, start }) => void addImport(source.value, start, true),
    CallExpression({ callee, arguments: [first], start }) {
      const name = text.slice(callee.start, callee.end);
      if (name === "require" && first?.type === "Literal") addImport(String(first.value), start, false);
      if (name === "Date.now" || name === "Date") addReach("the clock", start);
      if (/^(Math\.random|randomUUID|(globalThis\.)?crypto\.(randomUUID|getRandomValues))$/.test(name))
        addReach("randomness", start);
    },
    NewExpression({ callee, arguments: given, start }) {
      if (text.slice(callee.start, callee.end) === "Date" && given.length === 0) addReach("the clock", start);
    },
    MemberExpression({ start, object, property }) {
      if (text.slice(object.start, object.end) !== "process") return;
      const name = text.slice(property.start, property.end);
      if (name === "env" || name === '"env"') addReach("the environment", start);
    },
    TSAsExpression({ expression, start }) {
      if (expression.type === "TSAsExpression" && expression.typeAnnotation.type === "TSUnknownKeyword") {
        addReach("as unknown as", start);
      }
    },
  }).visit(program);
  for (const { value, start } of comments) {
    if (/@ts-(ignore|nocheck)|biome-ignore/.test(value)) addReach("ignore comment", start);
    if (value.includes("@ts-expect-error")) addReach("expected type error", start);
  }
  return { path, lines: text.split("\n").length - 1, imports, reaches };
}
