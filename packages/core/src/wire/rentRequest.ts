import { z } from "zod";
import { DEFAULT_IMAGE } from "../images.ts";
import { LIMITS } from "../limits.ts";
import { autoExtensionRequest } from "./extension.ts";
import { address, hexBytes, messageInteger, printable } from "./fields.ts";
import { sshPublicKey } from "./sshKeys.ts";

/** GiB or cores as old clients send them too: `16`, `"16"`, `"16Gi"`. */
function amount({ min, max }: { min: number; max: number }, unit: string) {
  return (
    z
      .union([
        z.number(),
        z
          .string()
          .regex(/^\d{1,4}(?:\s?(?:Gi|GiB|G|GB))?$/i)
          .transform((text) => Number.parseInt(text, 10)),
      ])
      .pipe(z.number().int().min(min).max(max))
      // The union alone would not tell the document about the limits.
      .meta({
        minimum: min,
        maximum: max,
        description: `${unit}, a whole number. Text with a unit is taken too: "16Gi".`,
      })
  );
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

const sshPassword = printable
  .refine(
    (text) => bytes(text) >= LIMITS.passwordBytes.min && bytes(text) <= LIMITS.passwordBytes.max,
    `A password has ${LIMITS.passwordBytes.min} to ${LIMITS.passwordBytes.max} bytes.`,
  )
  .describe(`${LIMITS.passwordBytes.min} to ${LIMITS.passwordBytes.max} bytes. Only its hash is kept.`);
const env = z
  .record(
    z
      .string()
      .max(LIMITS.env.keyBytes)
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "Letters, digits and _, no digit first."),
    z
      .string()
      .regex(/^[^\0]*$/)
      .refine((text) => bytes(text) <= LIMITS.env.valueBytes, `At most ${LIMITS.env.valueBytes} bytes.`),
  )
  .refine((all) => Object.keys(all).length <= LIMITS.env.max, `At most ${LIMITS.env.max} variables.`)
  .describe(`Variables of every SSH session, at most ${LIMITS.env.max} of ${LIMITS.env.valueBytes} bytes each.`);

/** The vault's `RentalOrder` as the quote gave it. */
export const orderMessage = z.strictObject({
  rentalId: messageInteger,
  customer: address,
  provider: address,
  ratePerSecond: messageInteger,
  maxSeconds: messageInteger,
  deadline: messageInteger,
});
/** Fields of a create-job request. */
export const rentRequest = {
  /** Ids that name nothing, malformed ones too, are `not_found` and no fault of the form. */
  provider_id: z.string().max(100).toLowerCase().optional().describe("Only this provider's offers."),
  offer_id: z.string().max(100).optional().describe("This offer and no other. Without it: the best match by price."),
  gpu_type: z.string().min(1).max(100).optional().describe("A model by words, in any case: rtx 4090."),
  gpu_count: z.number().int().min(LIMITS.gpuCount.min).max(LIMITS.gpuCount.max),
  job_name: printable.min(LIMITS.nameCharacters.min).max(LIMITS.nameCharacters.max).optional(),
  image: printable.min(1).max(500).default(DEFAULT_IMAGE).describe("A preset, or any image where custom ones are on."),
  cpu_cores: amount(LIMITS.cpuCores, "Cores"),
  memory_gb: amount(LIMITS.memoryGb, "GiB of memory"),
  storage_gb: amount(LIMITS.storageGb, "GiB of disk"),
  duration_hours: z.number().int().min(LIMITS.durationHours.min).max(LIMITS.durationHours.max),
  ssh_password: sshPassword.optional(),
  ssh_public_keys: z
    .array(sshPublicKey)
    .max(LIMITS.sshKeys.max)
    .optional()
    .describe("Who gets in. At least one of keys and password is needed to rent."),
  env: env.optional(),
  on_start: z
    .string()
    .regex(/^[^\0]*$/)
    .refine((text) => bytes(text) <= LIMITS.onStartBytes, `At most ${LIMITS.onStartBytes} bytes.`)
    .optional()
    .describe(`A script that root runs once at the first start, at most ${LIMITS.onStartBytes} bytes.`),
  max_price_per_hour: z
    .number()
    .positive()
    .max(1e12)
    .optional()
    .describe("WL per hour for everything asked, inclusive."),
  auto_extension: autoExtensionRequest
    .optional()
    .describe("Extend it by itself from the budget granted to the platform's key. Without: it ends with its term."),
  order: orderMessage.optional().describe("The order of a quote. With neither it nor a signature: paid from a budget."),
  signature: hexBytes.optional().describe("Of the quote's typed_data, by the wallet."),
};
