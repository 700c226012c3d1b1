import { PgDialect } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { fixed, queryOf, sqlOf } from "./fixedStatement.ts";

const inner = fixed`a = ${"one"} and b = ${"two"}`;
const outer = fixed`select ${"two"}::int where ${inner} or c = ${"three"}`;

test("a name stands for one value however often it is used, also in SQL put into other SQL", () => {
  expect(queryOf(outer, { one: 1, two: 2, three: 3 })).toMatchObject({
    text: "select $1::int where a = $2 and b = $1 or c = $3",
    values: [2, 1, 3],
  });
  expect(queryOf(fixed`now()`, {})).toMatchObject({ text: "now()", values: [] });
});

test("statements of other text have other names, by which connections keep them", () => {
  expect(outer.name).not.toBe(inner.name);
  expect(fixed`a = ${"one"} and b = ${"two"}`.name).toBe(inner.name);
});

test("Drizzle gets the same conditions with its values beside them", () => {
  expect(new PgDialect().sqlToQuery(sqlOf(outer, { one: 1, two: 2, three: 3 }))).toMatchObject({
    sql: "select $1::int where a = $2 and b = $3 or c = $4",
    params: [2, 1, 2, 3],
  });
});
