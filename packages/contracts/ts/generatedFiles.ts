import { keccak256 } from "viem";
import { type ByteRange, compileVault } from "./compile.ts";

/** What is generated from the Solidity sources: file names beside this one, and their whole text. */
export async function generatedFiles(): Promise<{ name: string; text: string }[]> {
  const { abi, bytecode, runtime, immutables } = await compileVault();
  const entries = abi.map((entry) => `  ${JSON.stringify(entry, withoutInternalType)},`).join("\n");
  const head = "// Generated from src/GPUVault.sol by ts/gen.ts; not for editing.\n";
  return [
    { name: "abi.ts", text: `${head}export const gpuVaultAbi = [\n${entries}\n] as const;\n` },
    { name: "bytecode.gen.ts", text: `${head}export const gpuVaultBytecode =\n  "${bytecode}";\n` },
    { name: "runtime.gen.ts", text: head + runtimeText(keccak256(runtime), immutables) },
  ];
}

function runtimeText(codeHash: string, immutables: readonly ByteRange[]): string {
  const places = immutables.map(({ start, length }) => `  { start: ${start}, length: ${length} },`).join("\n");
  return [
    "/** keccak256 of the code that runs, with zeros in place of the immutables. */",
    `export const gpuVaultCodeHash = "${codeHash}";`,
    "/** Where the immutables are, in bytes. */",
    `export const gpuVaultImmutables = [\n${places}\n] as const;`,
    "",
  ].join("\n");
}

/** Solidity's own names of types: nobody reads them, and browsers would download them. */
function withoutInternalType(key: string, value: unknown): unknown {
  return key === "internalType" ? undefined : value;
}
