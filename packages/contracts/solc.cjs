#!/usr/bin/env node
// The npm build of solc behind the command line that forge expects of a native one.
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");
const solc = require("solc");

const args = process.argv.slice(2);

if (args.includes("--version")) {
  const version = solc.version().replace("Emscripten.clang", "Linux.g++");
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else if (args.includes("--standard-json")) {
  const at = args.indexOf("--base-path");
  const base = at >= 0 ? args[at + 1] : process.cwd();
  process.stdout.write(solc.compile(readFileSync(0, "utf8"), { import: (path) => read(base, path) }));
} else {
  process.stderr.write(`solc.cjs knows --version and --standard-json only, not: ${args.join(" ")}\n`);
  process.exitCode = 1;
}

function read(base, path) {
  try {
    return { contents: readFileSync(resolve(base, path), "utf8") };
  } catch (error) {
    return { error: error.message };
  }
}
