import type { Metadata } from "next";
import { AddNodePage } from "../../../provider/AddNodePage.tsx";

export const metadata: Metadata = { title: "Add a node" };

export default function AddNode() {
  return <AddNodePage />;
}
