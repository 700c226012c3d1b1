import "../trpc/zodWithoutEval.ts";
import { createRentalInput } from "@worldland/core/wire/rental";

/** What is wrong with a request, by the name of its field; empty when nothing is. The API's own schema decides. */
export function checkRequest(request: unknown): Readonly<Record<string, string>> {
  const parsed = createRentalInput.safeParse(request);
  if (parsed.success) return {};
  const faults: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) faults[String(path[0] ?? "")] ??= message;
  return faults;
}
