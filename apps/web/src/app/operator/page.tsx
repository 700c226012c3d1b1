import type { Metadata } from "next";
import { OperatorPage } from "../../operator/OperatorPage.tsx";

export const metadata: Metadata = { title: "Operator" };

export default function Operator() {
  return <OperatorPage />;
}
