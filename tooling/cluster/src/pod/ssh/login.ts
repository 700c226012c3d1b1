import { timingSafeEqual } from "node:crypto";
import type { AuthContext, Connection, ParsedKey, PasswordAuthContext, PublicKeyAuthContext } from "ssh2";
import ssh2 from "ssh2";
import type { Settings } from "./settings.ts";

const MAX_TRIES = 6;
const WRONG_PASSWORD_DELAY_MS = 700;

/**
 * Decides who may log in on one connection: root, by a key of the Secret or by its password hash. The sixth failed
 * try ends the connection; a wrong password is answered late.
 */
export function authenticate(connection: Connection, settings: Settings): void {
  const methods = [
    ...(settings.authorizedKeys.length > 0 ? ["publickey" as const] : []),
    ...(settings.passwordHash !== null ? ["password" as const] : []),
  ];
  const keys = settings.authorizedKeys.flatMap(parseKey);
  let failures = 0;
  connection.on("authentication", (context) => {
    if (context.method === "none") return context.reject(methods);
    check(context).then(
      (accepted) => (accepted ? context.accept() : refuse(context)),
      () => refuse(context),
    );
  });

  async function check(context: AuthContext): Promise<boolean> {
    if (context.method === "publickey") return context.username === "root" && isKnownKey(context, keys);
    if (context.method === "password") return await isPassword(context, settings.passwordHash);
    return false;
  }

  function refuse(context: AuthContext): void {
    failures += 1;
    if (failures < MAX_TRIES) context.reject(methods);
    else connection.end();
  }
}

function isKnownKey(context: PublicKeyAuthContext, keys: readonly ParsedKey[]): boolean {
  const key = keys.find(
    (known) =>
      known.type === context.key.algo.replace(/^rsa-sha2-(256|512)$/, "ssh-rsa") && isSame(known, context.key.data),
  );
  if (key === undefined) return false;
  // Without a signature the client only asks whether this key is worth signing with.
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function isSame(known: ParsedKey, offered: Buffer): boolean {
  const bytes = known.getPublicSSH();
  return bytes.length === offered.length && timingSafeEqual(bytes, offered);
}

/** A wrong name costs the same work and time as a wrong password. */
async function isPassword(context: PasswordAuthContext, hash: string | null): Promise<boolean> {
  const { compare } = await import("bcryptjs");
  const matches = hash !== null && (await compare(context.password, hash));
  if (matches && context.username === "root") return true;
  await new Promise((resolve) => setTimeout(resolve, WRONG_PASSWORD_DELAY_MS));
  return false;
}

/** A line of authorized_keys; options before the key type are not honoured and make the line unusable. */
function parseKey(line: string): ParsedKey[] {
  const parsed = ssh2.utils.parseKey(line);
  if (parsed instanceof Error) return [];
  return Array.isArray(parsed) ? parsed : [parsed];
}
