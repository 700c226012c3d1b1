import { z } from "zod";

/** JSON Schema, as far as the OpenAPI document uses it. */
const schema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(schema).optional();
  },
  get items() {
    return schema.optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schema]).optional();
  },
});
export type Schema = z.infer<typeof schema>;
export type Schemas = Readonly<Record<string, Schema>>;

const content = z.record(
  z.string(),
  z.object({ schema, examples: z.record(z.string(), z.object({ $ref: z.string() })).optional() }),
);
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.tuple([z.string()]),
  /** Absent: everybody. Otherwise one scheme, and the scopes that an API key needs for it. */
  security: z.tuple([z.record(z.string(), z.array(z.string()))]).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(["path", "query", "header"]),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema,
      }),
    )
    .optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});
const document = z.object({
  info: z.object({ description: z.string() }),
  servers: z.tuple([z.object({ url: z.url() })]),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(z.string(), schema),
    securitySchemes: z.record(z.string(), z.object({ description: z.string() })),
    examples: z.record(
      z.string(),
      z.object({ summary: z.string(), description: z.string(), value: z.looseObject({ status: z.number() }) }),
    ),
  }),
});

export type Operation = z.infer<typeof operation> & {
  /** In capitals. */
  readonly method: string;
  /** Below the server's address, e.g. `/jobs/{id}`. */
  readonly path: string;
};
export type Group = { readonly name: string; readonly description: string; readonly operations: readonly Operation[] };
export type ApiDocument = {
  readonly description: string;
  /** Address of the API, e.g. `https://cloud.example/api/v1`. */
  readonly server: string;
  readonly groups: readonly Group[];
  readonly schemas: Schemas;
  /** What each security scheme is, by its name. */
  readonly schemes: Readonly<Record<string, string>>;
  readonly codes: readonly { code: string; status: number; says: string; suggests: string }[];
};

/** The OpenAPI document as its page shows it: grouped by tag, in the order of the tags. Throws where it is another. */
export function readApiDocument(json: unknown): ApiDocument {
  const { info, servers, tags, paths, components } = document.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]) => ({ ...said, path, method: method.toUpperCase() })),
  );
  const codes = Object.entries(components.examples).map(([code, { summary: says, description: suggests, value }]) => ({
    ...{ code, says, suggests, status: value.status },
  }));
  return {
    description: info.description,
    server: servers[0].url,
    groups: tags.map((tag) => ({ ...tag, operations: operations.filter(({ tags: [name] }) => name === tag.name) })),
    schemas: components.schemas,
    schemes: Object.fromEntries(
      Object.entries(components.securitySchemes).map(([name, one]) => [name, one.description]),
    ),
    codes: codes.sort((a, b) => a.status - b.status),
  };
}

/** Name of what a reference points to. */
export function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}
