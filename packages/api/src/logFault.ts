import { faultOf } from "@worldland/core/fault";

/** One JSON line on standard error about something that broke, under the id that the caller was told. */
export function logFault(error: unknown, about: { readonly requestId: string; readonly where: string }): void {
  console.error(JSON.stringify({ level: "error", msg: "a request broke", ...about, err: faultOf(error) }));
}
