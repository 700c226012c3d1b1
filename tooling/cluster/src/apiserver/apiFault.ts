export type StatusCause = { readonly reason: string; readonly message: string; readonly field?: string };

export type StatusDetails = {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
};

/** The only error a handler answers with: it becomes a `Status` object. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** The resource a refusal speaks of: `plural` for people, `kind` for validation, `group` empty for the core. */
export type Subject = { readonly group: string; readonly plural: string; readonly kind: string };

export function statusOf(fault: ApiFault): Record<string, unknown> {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: fault.message,
    reason: fault.reason,
    ...(fault.details === undefined ? {} : { details: fault.details }),
    code: fault.code,
  };
}

const detailsOf = (type: Subject, name: string): StatusDetails => ({
  name,
  ...(type.group === "" ? {} : { group: type.group }),
  kind: type.plural,
});

const qualified = (type: Subject) => (type.group === "" ? type.plural : `${type.plural}.${type.group}`);

export function notFound(type: Subject, name: string): ApiFault {
  return new ApiFault(404, "NotFound", `${qualified(type)} "${name}" not found`, detailsOf(type, name));
}

/** No such path or resource at all. */
export function noSuchResource(): ApiFault {
  return new ApiFault(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(type: Subject, name: string): ApiFault {
  return new ApiFault(409, "AlreadyExists", `${qualified(type)} "${name}" already exists`, detailsOf(type, name));
}

export function conflict(
  type: Subject,
  name: string,
  why = "the object has been modified; please apply your changes to the latest version and try again",
): ApiFault {
  const message = `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`;
  return new ApiFault(409, "Conflict", message, detailsOf(type, name));
}

export function badRequest(message: string): ApiFault {
  return new ApiFault(400, "BadRequest", message);
}

export function forbidden(type: Subject, name: string, why: string, causes: readonly StatusCause[] = []): ApiFault {
  const details = { ...detailsOf(type, name), ...(causes.length === 0 ? {} : { causes }) };
  return new ApiFault(403, "Forbidden", `${qualified(type)} "${name}" is forbidden: ${why}`, details);
}

export function unauthorized(): ApiFault {
  return new ApiFault(401, "Unauthorized", "Unauthorized");
}

export function methodNotAllowed(): ApiFault {
  return new ApiFault(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

export function expired(message: string): ApiFault {
  return new ApiFault(410, "Expired", message);
}

/** 422, with one cause for each field that does not hold. */
export function invalid(type: Subject, name: string, causes: readonly StatusCause[]): ApiFault {
  const said = causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`));
  const list = said.length === 1 ? said[0] : `[${said.join(", ")}]`;
  return new ApiFault(
    422,
    "Invalid",
    `${type.kind}${type.group === "" ? "" : `.${type.group}`} "${name}" is invalid: ${list}`,
    {
      name,
      ...(type.group === "" ? {} : { group: type.group }),
      kind: type.kind,
      causes,
    },
  );
}

export function requiredValue(field: string, message = ""): StatusCause {
  return { reason: "FieldValueRequired", message: `Required value${message === "" ? "" : `: ${message}`}`, field };
}

export function invalidValue(field: string, value: unknown, message: string): StatusCause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${message}`, field };
}

export function duplicateValue(field: string, value: unknown): StatusCause {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${JSON.stringify(value)}`, field };
}

export function unsupportedValue(field: string, value: unknown, supported: readonly string[]): StatusCause {
  const names = supported.map((name) => JSON.stringify(name)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${names}`;
  return { reason: "FieldValueNotSupported", message, field };
}

export function forbiddenValue(field: string, message: string): StatusCause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${message}`, field };
}
