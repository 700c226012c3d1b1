import { expect, it } from "vitest";
import { readWithoutKeys, withKey, writeWithoutKeys } from "./savedKeys.ts";

function storage(kept: string | null = null) {
  let text = kept;
  return {
    getItem: () => text,
    setItem: (_name: string, value: string) => {
      text = value;
    },
  };
}

it("remembers the keys that were unticked, and only those", () => {
  const browser = storage();
  expect(readWithoutKeys(browser)).toEqual([]);
  writeWithoutKeys(browser, withKey(withKey([], "ssh_a", false), "ssh_b", false));
  expect(readWithoutKeys(browser)).toEqual(["ssh_a", "ssh_b"]);
  writeWithoutKeys(browser, withKey(readWithoutKeys(browser), "ssh_a", true));
  expect(readWithoutKeys(browser)).toEqual(["ssh_b"]);
});

it("starts with every key where nothing sensible is remembered, or nothing can be", () => {
  for (const kept of ["", "{", "null", '{"a":1}', "[1,null]"]) expect(readWithoutKeys(storage(kept))).toEqual([]);
  const full = {
    setItem: () => {
      throw new Error("full");
    },
  };
  expect(() => writeWithoutKeys(full, ["ssh_a"])).not.toThrow();
});
