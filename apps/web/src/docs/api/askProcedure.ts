import { API_URL } from "../../trpc/client.tsx";

/** Status and body as REST answers; status 0: nobody answered. */
export type Told = { readonly status: number; readonly body: string };

/**
 * Asks the procedure behind a GET path with the page's own cookie, which REST itself does not take. What it answers is
 * the body of the path; a refusal is told by the members of its problem document.
 */
export async function askProcedure(procedure: string, values: Readonly<Record<string, string>>): Promise<Told> {
  const input = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  try {
    const response = await fetch(`${API_URL}/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);
    const told: unknown = await response.json();
    return { status: response.status, body: JSON.stringify(bodyOf(told), null, 2) };
  } catch {
    return { status: 0, body: "The platform does not answer." };
  }
}

/** Out of the envelope: `result.data`, or the refusal in `error.data`. */
export function bodyOf(told: unknown): unknown {
  const data = member(member(told, "result"), "data");
  if (data !== undefined) return data;
  const error = member(told, "error");
  return member(member(error, "data"), "refusal") ?? { detail: member(error, "message") ?? null };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([one]) => one === name)?.[1]
    : undefined;
}
