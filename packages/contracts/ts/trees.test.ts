import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gpuVaultAbi } from "./abi.ts";

// test/trees/<function>.tree says in words what is promised of each public function; a leaf is the name of the test that
// shows it. So the trees cannot go stale: a leaf without a test is red, and so is a test that no tree knows.

const TESTS = new URL("../test/", import.meta.url);
/** Trees that are of no single function. */
const OF_THE_WHOLE = ["code", "differential", "gas", "invariants"];

const leaves = treeNames().flatMap((name) => leavesOf(readFileSync(new URL(`trees/${name}.tree`, TESTS), "utf8")));
const tests = solidityFiles().flatMap((path) => testNames(readFileSync(new URL(path, TESTS), "utf8")));

describe("the trees", () => {
  test("there is one for each public function, for the constructor and for the whole, and each begins with its name", () => {
    const functions = gpuVaultAbi
      .filter(({ type }) => type === "function")
      .map((entry) => "name" in entry && entry.name);
    expect(treeNames().toSorted()).toEqual([...functions, "constructor", ...OF_THE_WHOLE].toSorted());
    for (const name of treeNames()) {
      expect(readFileSync(new URL(`trees/${name}.tree`, TESTS), "utf8").split("\n")[0]).toBe(name);
    }
  });

  test("every leaf has a test of its name", () => {
    const known = new Set(tests.map(bare));
    expect(leaves.filter((leaf) => !known.has(bare(leaf)))).toEqual([]);
  });

  test("every test belongs to a leaf", () => {
    const known = new Set(leaves.map(bare));
    expect(tests.filter((name) => !known.has(bare(name)))).toEqual([]);
    expect(tests.length).toBeGreaterThan(150);
  });

  test("what must hold after every move is called and not only named", () => {
    const books = readFileSync(new URL("support/MarketBooks.sol", TESTS), "utf8");
    const market = readFileSync(new URL("support/Market.sol", TESTS), "utf8");
    const names = [...books.matchAll(/function (_holds_\w+)/g)].map((match) => match[1] ?? "");
    const calls = (name: string) => `${books}${market}`.split(`${name}(`).length - 2;
    expect(names.filter((name) => calls(name) === 0)).toEqual([]);
  });
});

describe("reading a tree", () => {
  test("takes what has nothing below it for a leaf", () => {
    expect(leavesOf("root\n├── a\n├── when b\n│   ├── c\n│   └── d\n└── given e\n    └── f\n")).toEqual([
      "a",
      "c",
      "d",
      "f",
    ]);
    expect(leavesOf("root\n└── when nothing follows\n")).toEqual(["when nothing follows"]);
  });

  test("compares words and names by their letters", () => {
    expect(bare("the first one's rental: sixty-five")).toBe(bare("theFirstOnesRental_sixtyFive"));
  });
});

function treeNames(): string[] {
  const files = readdirSync(new URL("trees/", TESTS)).filter((name) => name.endsWith(".tree"));
  return files.map((name) => name.slice(0, -".tree".length));
}

function solidityFiles(): string[] {
  const files = readdirSync(TESTS).filter((name) => name.endsWith(".t.sol"));
  return [...files, "support/MarketBooks.sol"];
}

function leavesOf(text: string): string[] {
  const nodes = text.split("\n").flatMap((line) => {
    const match = /^([│ ]*)[├└]── (.+)$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ depth: match[1].length, words: match[2] }];
  });
  return nodes.filter(({ depth }, index) => (nodes[index + 1]?.depth ?? 0) <= depth).map(({ words }) => words);
}

/** Without the prefixes by which forge and the market tell what kind of test it is. */
function testNames(solidity: string): string[] {
  return [...solidity.matchAll(/function (?:test_fuzz_|test_|invariant_|_holds_)(\w+)/g)].map(
    (match) => match[1] ?? "",
  );
}

function bare(words: string): string {
  return words.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
