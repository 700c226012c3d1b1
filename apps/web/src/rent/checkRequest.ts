import "../trpc/zodWithoutEval.ts";
import { createRentalInput } from "@worldland/core/wire/rental";

/** What is wrong with a request, by the name of its field; empty when nothing is. The API's own schema decides. */
export function checkRequest(request: unknown): Readonly<Record<string, string>> {
  const parsed = createRentalInput.safeParse(request);
  if (parsed.success) return {};
  const faults: Record<string, string> = {};
  for (const issue of parsed.error.issues) faults[String(issue.path[0] ?? "")] ??= sentenceOf(issue);
  return faults;
}

type Issue = NonNullable<ReturnType<typeof createRentalInput.safeParse>["error"]>["issues"][number];

/** The schema's own sentence where it has one, and words for what zod says of numbers and names. */
function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case "too_big":
      return issue.origin === "number" ? `At most ${issue.maximum}.` : issue.message;
    case "too_small":
      return issue.origin === "number" ? `At least ${issue.minimum}.` : issue.message;
    case "invalid_type":
      return "A whole number.";
    case "invalid_union":
      return "A whole number.";
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}
