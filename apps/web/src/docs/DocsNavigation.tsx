"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { classes } from "../components/ui/classes.ts";
import { DOCS_PAGES } from "./pages.ts";

/** The pages of the documentation, beside each of them. */
export function DocsNavigation() {
  const path = usePathname();
  return (
    <nav aria-label="Documentation" className="flex gap-1 overflow-x-auto lg:w-44 lg:shrink-0 lg:flex-col">
      {DOCS_PAGES.map(({ href, title }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? "page" : undefined}
          className={classes(
            "whitespace-nowrap rounded-md px-2.5 py-1.5 hover:bg-raised",
            path === href ? "bg-raised font-medium" : "text-muted",
          )}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
