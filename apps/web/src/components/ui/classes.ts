import { type ClassValue, clsx } from "clsx";

/** Class names from what is truthy. Later ones do not undo earlier ones: a component takes layout classes only. */
export function classes(...values: ClassValue[]): string {
  return clsx(values);
}
