import type { Metadata } from "next";
import { DashboardPage } from "../../dashboard/DashboardPage.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default function Dashboard() {
  return <DashboardPage />;
}
