/** SQLSTATEs with which Postgres says that it is going, coming, or full. */
const AWAY_STATES = new Set(["57P01", "57P02", "57P03", "53300", "08000", "08003", "08006"]);
/** Node's words for a server that is not there. */
const AWAY_ERRNOS = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
/** What `pg` says without any code. */
const AWAY_WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

/** Whether an error means that Postgres is away, as opposed to a statement that failed. Looks through causes. */
export function isPostgresAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (AWAY_STATES.has(code) || AWAY_ERRNOS.has(code) || AWAY_WORDS.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isPostgresAway)) return true;
  return isPostgresAway(error.cause);
}

/** Whether an error means that a string holds what Postgres cannot store (a NUL). Looks through causes. */
export function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "22021") || isUnstorableText(error.cause);
}
