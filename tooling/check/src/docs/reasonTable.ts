import { END_REASONS, isProviderFault, outcomeOf, payerOfSecondsRun } from "@worldland/core/rental/reason";

/** Every end reason with what follows from it, as Markdown. */
export function reasonTable(): string {
  const lines = END_REASONS.map((reason) => {
    const cells = [
      `\`${reason}\``,
      outcomeOf[reason],
      payerOfSecondsRun[reason],
      isProviderFault[reason] ? "yes" : "no",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const head = [
    "| reason | shown as | seconds it ran are borne by | counts against the provider |",
    "|---|---|---|---|",
  ];
  return [...head, ...lines].join("\n");
}
