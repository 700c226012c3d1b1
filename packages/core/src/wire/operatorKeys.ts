import { z } from "zod";
import { instant, wei } from "./fields.ts";

/** For operators: what the keys that sign for the vault still have for gas. */
export const operatorKeysOutput = z.object({
  keys: z.array(
    z.object({
      address: z.string(),
      balance_wei: wei,
      /** Openings that the balance pays at the fee of the last look, rounded down. */
      openings: z.number().int(),
      /** low: it pays few more. dry: something waits that it cannot pay. too_dear: gas costs more than we pay. */
      state: z.enum(["ready", "low", "dry", "too_dear"]),
      /** When its worker last looked. */
      seen_at: instant,
    }),
  ),
});
export type OperatorKeyView = z.infer<typeof operatorKeysOutput>["keys"][number];
