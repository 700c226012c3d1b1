import type { Metadata } from "next";
import { headers } from "next/headers";
import { EmptyState } from "../../../components/ui/States.tsx";
import { fetchApiDocument } from "../../../docs/api/fetchApiDocument.ts";
import { Reference } from "../../../docs/api/Reference.tsx";

export const metadata: Metadata = { title: "API reference" };

/** Written by nobody: it shows the OpenAPI document, which is made from the procedures themselves. */
export default async function ApiReference() {
  const ownOrigin = (await headers()).get("x-own-origin");
  const document = ownOrigin === null ? null : await fetchApiDocument(ownOrigin);
  if (document !== null) return <Reference document={document} />;
  return (
    <EmptyState title="The API does not answer">
      Its reference is read from it. Load this page again in a moment.
    </EmptyState>
  );
}
