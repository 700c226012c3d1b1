import { NoSuchPage } from "../components/shell/NoSuchPage.tsx";

export default function NotFound() {
  return <NoSuchPage />;
}
