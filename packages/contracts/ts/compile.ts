import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Abi, Hex } from "viem";

// solc is 8 MB of script: it is loaded when somebody compiles, which is never at run time.
type Solc = {
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
};
type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: {
    readonly "src/GPUVault.sol"?: {
      readonly GPUVault: {
        readonly abi: Abi;
        readonly evm: {
          readonly bytecode: { readonly object: string };
          readonly deployedBytecode: {
            readonly object: string;
            readonly immutableReferences: Readonly<Record<string, readonly ByteRange[]>>;
          };
        };
      };
    };
  };
};

/** A place in code, in bytes. */
export type ByteRange = { readonly start: number; readonly length: number };

export type CompiledVault = {
  readonly abi: Abi;
  /** The creation code, without constructor arguments. */
  readonly bytecode: Hex;
  /** The code that runs, with zeros where the constructor writes its immutables. */
  readonly runtime: Hex;
  /** Where those are. */
  readonly immutables: readonly ByteRange[];
};

const PACKAGE = new URL("../", import.meta.url);
const ENTRY = "src/GPUVault.sol";

/** Settings of foundry.toml, in the compiler's words. That both give the same bytecode is tested in Solidity. */
const SETTINGS = {
  remappings: ["@openzeppelin/=lib/@openzeppelin/"],
  optimizer: { enabled: true, runs: 1_000_000 },
  viaIR: true,
  evmVersion: "london",
  metadata: { bytecodeHash: "none", appendCBOR: false },
  outputSelection: { [ENTRY]: { GPUVault: ["abi", "evm.bytecode.object", "evm.deployedBytecode"] } },
};

/** Compiles the vault from the sources beside this folder. Throws with the compiler's own words. */
export async function compileVault(): Promise<CompiledVault> {
  const { default: solc }: { default: Solc } = await import("solc");
  const input = { language: "Solidity", sources: { [ENTRY]: { content: read(ENTRY) } }, settings: SETTINGS };
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
  const errors = output.errors?.filter((error) => error.severity === "error") ?? [];
  const contract = output.contracts?.[ENTRY]?.GPUVault;
  if (errors.length > 0 || contract === undefined) {
    throw new Error(`solc refused:\n${errors.map((error) => error.formattedMessage).join("\n")}`);
  }
  const { bytecode, deployedBytecode } = contract.evm;
  const immutables = Object.values(deployedBytecode.immutableReferences).flat();
  return {
    abi: contract.abi,
    bytecode: `0x${bytecode.object}`,
    runtime: `0x${deployedBytecode.object}`,
    immutables: immutables.toSorted((a, b) => a.start - b.start),
  };
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, PACKAGE)), "utf8");
}

function readImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: read(path) };
  } catch (error) {
    return { error: String(error) };
  }
}
