import { compileVault } from "./compile.ts";

/** What is generated from the Solidity sources: file names beside this one, and their whole text. */
export async function generatedFiles(): Promise<{ name: string; text: string }[]> {
  const { abi, bytecode } = await compileVault();
  const entries = abi.map((entry) => `  ${JSON.stringify(entry, withoutInternalType)},`).join("\n");
  const head = "// Generated from src/GPUVault.sol by ts/gen.ts; not for editing.\n";
  return [
    { name: "abi.ts", text: `${head}export const gpuVaultAbi = [\n${entries}\n] as const;\n` },
    { name: "bytecode.gen.ts", text: `${head}export const gpuVaultBytecode =\n  "${bytecode}";\n` },
  ];
}

/** Solidity's own names of types: nobody reads them, and browsers would download them. */
function withoutInternalType(key: string, value: unknown): unknown {
  return key === "internalType" ? undefined : value;
}
