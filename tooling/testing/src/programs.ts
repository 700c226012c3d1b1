import { inject, type ProvidedContext } from "vitest";
import "./provided.ts";

/** The file by which a test starts the worker or the signer. */
export function programPath(name: keyof ProvidedContext["programs"]): string {
  return inject("programs")[name];
}
