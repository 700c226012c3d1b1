import { badRequest } from "./apiFault.ts";
import type { KubeObject } from "./object.ts";

export type Matches = (object: KubeObject) => boolean;

/**
 * Parses a label selector: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by commas.
 * @throws ApiFault 400 when it is not one.
 */
export function labelSelector(text: string): Matches {
  const requirements = splitOutsideParentheses(text).map(requirement);
  return (object) => {
    const labels = object.metadata.labels ?? {};
    return requirements.every((holds) => holds(labels));
  };
}

/**
 * Parses a field selector (`=`, `==`, `!=`, joined by commas).
 * @param fields the fields of the resource that can be asked for
 * @throws ApiFault 400 when it is none or names another field.
 */
export function fieldSelector(text: string, fields: (object: KubeObject) => Record<string, string>): Matches {
  const terms = text
    .split(",")
    .filter((term) => term.trim() !== "")
    .map(fieldTerm);
  return (object) => {
    const values = fields(object);
    return terms.every(({ field, equal, value }) => {
      const found = values[field];
      if (found === undefined) throw badRequest(`field label not supported: ${field}`);
      return (found === value) === equal;
    });
  };
}

/** The value that a field selector demands of a field; null: it demands none. */
export function demandedField(text: string, field: string): string | null {
  const terms = text
    .split(",")
    .filter((term) => term.trim() !== "")
    .map(fieldTerm);
  return terms.find((term) => term.equal && term.field === field)?.value ?? null;
}

/** A `metav1.LabelSelector` or a plain map of labels, as a function on labels. */
export function matchesLabels(selector: Record<string, string>, labels: Record<string, string> | undefined): boolean {
  return Object.entries(selector).every(([key, value]) => labels?.[key] === value);
}

function fieldTerm(term: string): { field: string; equal: boolean; value: string } {
  const match = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(term);
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = "", operator, value = ""] = match;
  return { field, equal: operator !== "!=", value };
}

type Holds = (labels: Record<string, string>) => boolean;

const KEY = "[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?";
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

function requirement(text: string): Holds {
  const set = SET.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = new Set(list.split(",").map((value) => value.trim()));
    return operator === "in"
      ? (labels) => labels[key] !== undefined && values.has(labels[key])
      : (labels) => labels[key] === undefined || !values.has(labels[key]);
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = "", operator, value = ""] = equality;
    return operator === "!=" ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const existence = EXISTENCE.exec(text);
  if (existence === null) throw badRequest(`unable to parse requirement: invalid label selector "${text}"`);
  const [, not, key = ""] = existence;
  return not === "!" ? (labels) => labels[key] === undefined : (labels) => labels[key] !== undefined;
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const letter of text) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part].map((piece) => piece.trim()).filter((piece) => piece !== "");
}
