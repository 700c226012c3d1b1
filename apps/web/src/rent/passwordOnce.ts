/** Passwords of rentals made on this page, by job id: in memory, so that a reload forgets them. */
const passwords = new Map<string, string>();

/** Keeps the password of a rental just made, to be shown once on its own page. Nobody else knows it. */
export function keepPassword(jobId: string, password: string): void {
  if (password !== "") passwords.set(jobId, password);
}

/** The password of a rental made since the last reload; null where none is known here. */
export function passwordOf(jobId: string): string | null {
  return passwords.get(jobId) ?? null;
}
