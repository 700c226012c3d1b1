import { expect, test } from "vitest";
import { readCursor, writeCursor } from "./cursor.ts";

const SCOPE = ["providers.search", { gpu: "4090", sort: "price" }] as const;

test("a cursor gives back its keys to the same list, whatever undefined filters are written as", () => {
  const cursor = writeCursor("secret", SCOPE, ["100", "0xa1"]);
  expect(readCursor("secret", SCOPE, cursor, 2)).toEqual(["100", "0xa1"]);
  expect(readCursor("secret", SCOPE, undefined, 2)).toBeNull();
  expect(cursor).toMatch(/^[\w-]{20,500}$/);
});

test("a cursor of another list, another query, another secret, or touched anywhere is refused", () => {
  const cursor = writeCursor("secret", SCOPE, ["100", "0xa1"]);
  const refused = expect.objectContaining({ code: "invalid_request" });
  const read = (text: string, scope: readonly [string, ...unknown[]] = SCOPE, secret = "secret") => {
    expect(() => readCursor(secret, scope, text, 2)).toThrow(refused);
  };
  read(cursor, ["offers.market", SCOPE[1]]);
  read(cursor, ["providers.search", { ...SCOPE[1], gpu: "3090" }]);
  read(cursor, SCOPE, "other");
  for (const broken of ["", "x", "null", "AAAAAAAAAAAAAAAAAAAAAAAA", `A${cursor}`, cursor.slice(0, -2)]) read(broken);
  for (let at = 0; at < cursor.length - 1; at++) {
    read(`${cursor.slice(0, at)}${cursor[at] === "A" ? "B" : "A"}${cursor.slice(at + 1)}`);
  }
  expect(() => readCursor("secret", SCOPE, writeCursor("secret", SCOPE, ["1"]), 2)).toThrow(refused);
});
