import { expect, test } from "vitest";
import { faultOf } from "./fault.ts";

test("what a statement was sent is not logged, however often it is wrapped", () => {
  const statement = Object.assign(new Error("Failed query: insert … params: hunter2"), { params: ["hunter2"] });
  statement.cause = Object.assign(new Error("no such column"), { code: "42703" });
  const wrapped = new Error(`Broke: ${statement.message}`, {
    cause: new Error(statement.message, { cause: statement }),
  });
  const logged = JSON.stringify(faultOf(wrapped));
  expect(logged).not.toContain("hunter2");
  expect(logged).toContain("no such column");
  expect(logged).toContain("42703");
});

test("an error that quotes nothing says what it says, and whatever is no error says nothing", () => {
  expect(faultOf(new TypeError("x is not a function"))).toMatchObject({
    name: "TypeError",
    message: "x is not a function",
  });
  expect(faultOf("hunter2")).toEqual({ message: "string" });
});
