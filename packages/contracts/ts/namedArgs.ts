import type { AbiParameterToPrimitiveType } from "viem";
import type { gpuVaultAbi } from "./abi.ts";

type Entry = (typeof gpuVaultAbi)[number];
type Parameter = { readonly name: string; readonly type: string };

/** The vault's events and custom errors as the ABI has them. */
export type AbiEventEntry = Extract<Entry, { type: "event" }>;
export type AbiErrorEntry = Extract<Entry, { type: "error" }>;

/** Arguments by name; integers of up to 48 bits are numbers, larger ones `bigint`. */
export type NamedArgs<Inputs extends readonly Parameter[]> = {
  readonly [Input in Inputs[number] as Input["name"]]: AbiParameterToPrimitiveType<Input>;
};
