import type { ReactNode } from "react";
import { DocsNavigation } from "../../docs/DocsNavigation.tsx";

export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-6 lg:flex-row lg:gap-10">
      <DocsNavigation />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
