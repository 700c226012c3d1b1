// Generated from src/GPUVault.sol by ts/gen.ts; not for editing.
/** keccak256 of the code that runs, with zeros in place of the immutables. */
export const gpuVaultCodeHash = "0xdc6a22642b3615a85c06591e623982bfa68f57a0a6da9354fe8ae5af0137001e";
/** Where the immutables are, in bytes. */
export const gpuVaultImmutables = [
  { start: 487, length: 32 },
  { start: 4726, length: 32 },
  { start: 4767, length: 32 },
  { start: 8822, length: 32 },
  { start: 12086, length: 32 },
  { start: 14417, length: 32 },
  { start: 14464, length: 32 },
  { start: 14543, length: 32 },
  { start: 14581, length: 32 },
  { start: 14653, length: 32 },
] as const;
