import { faultOf } from "@worldland/core/fault";
import pino from "pino";

export type Log = pino.Logger;

/** JSON lines on standard error. Whatever might be a secret is cut out by name, wherever it stands. */
export function createLog(name: string, level: string): Log {
  const secrets = ["password", "passwordHash", "privateKey", "token", "signature", "raw", "env", "onStart", "sealed"];
  const paths = secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = { name, level, serializers: { err: faultOf }, redact: { paths, censor: "[redacted]" } };
  return pino(options, pino.destination(2));
}
