import { ButtonLink } from "../components/ui/Button.tsx";
import { EmptyState } from "../components/ui/States.tsx";

export default function NotFound() {
  return (
    <EmptyState
      title="There is no such page, or it is not yours"
      action={<ButtonLink href="/">To the marketplace</ButtonLink>}
    >
      Check the address. Rentals are shown to the wallet they belong to only.
    </EmptyState>
  );
}
