import { type ApiDocument, readApiDocument } from "./apiDocument.ts";

const PATIENCE_MS = 5000;

/** The document as the API beside this page serves it; null where it does not answer. */
export async function fetchApiDocument(ownOrigin: string): Promise<ApiDocument | null> {
  try {
    const response = await fetch(`${ownOrigin}/api/v1/openapi.json`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? readApiDocument(await response.json()) : null;
  } catch {
    return null;
  }
}
