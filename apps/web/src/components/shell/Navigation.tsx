"use client";

import { Menu } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useSession } from "../../session/useSession.ts";
import { classes } from "../ui/classes.ts";
import { Popover } from "./Popover.tsx";
import { BAR_PLACES, isAt, type Place } from "./places.ts";

const OPERATOR: Place = { href: "/operator", title: "Operator", key: "o", does: "Nodes to approve" };

/** The places of the app: a bar, or a menu where there is no room for one. */
export function Navigation() {
  const path = usePathname();
  const { isOperator } = useSession();
  const places = isOperator ? [...BAR_PLACES, OPERATOR] : BAR_PLACES;
  return (
    <>
      <nav aria-label="Main" className="hidden items-center gap-0.5 lg:flex">
        {places.map((place) => (
          <PlaceLink key={place.href} place={place} isCurrent={isAt(path, place.href)} />
        ))}
      </nav>
      <div className="lg:hidden">
        <Popover label="Menu" align="left" button={<Menu size={18} aria-hidden="true" />}>
          <nav aria-label="Main" className="flex flex-col p-1">
            {places.map((place) => (
              <PlaceLink key={place.href} place={place} isCurrent={isAt(path, place.href)} />
            ))}
          </nav>
        </Popover>
      </div>
    </>
  );
}

function PlaceLink({ place: { href, title }, isCurrent }: { place: Place; isCurrent: boolean }) {
  return (
    <Link
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className={classes(
        "rounded-md px-2.5 py-1.5 text-sm hover:bg-raised hover:text-ink",
        isCurrent ? "font-medium text-ink" : "text-muted",
      )}
    >
      {title}
    </Link>
  );
}
