import { z } from "zod";
import { refusalsOf } from "./refusals.ts";
import { restRoutes } from "./routes.ts";

const coded = z.object({ code: z.string() });
/** Before any procedure is looked for: the path takes another method. */
const OF_THE_PATH: readonly string[] = ["method_not_allowed", "fault"];

/**
 * Throws where REST refused a request with a code that the OpenAPI document does not name for it: whoever adds a refusal
 * to a procedure says so in refusals.ts. `path`: below `/api/v1`.
 */
export function requireDocumented(method: string, path: string, status: number, body: unknown): void {
  const said = coded.safeParse(body);
  if (status < 400 || !said.success || OF_THE_PATH.includes(said.data.code)) return;
  const route = restRoutes().find((one) => one.method === method && patternOf(one.path).test(path.split("?")[0] ?? ""));
  if (route === undefined) return;
  const named: readonly string[] = refusalsOf(route).get(status) ?? [];
  if (!named.includes(said.data.code)) {
    throw new Error(`${route.name} refused with ${status} ${said.data.code}, which rest/refusals.ts does not name`);
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
