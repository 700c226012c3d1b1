import { ButtonLink } from "../ui/Button.tsx";
import { EmptyState } from "../ui/States.tsx";

/** Where nothing is, or nothing that the visitor may see. */
export function NoSuchPage() {
  return (
    <EmptyState
      title="There is no such page, or it is not yours"
      action={<ButtonLink href="/">To the marketplace</ButtonLink>}
    >
      Check the address. Rentals are shown to the wallet they belong to only.
    </EmptyState>
  );
}
