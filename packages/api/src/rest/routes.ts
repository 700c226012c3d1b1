import { z } from "zod";
import { appRouter } from "../router.ts";
import type { Meta, Needs } from "../trpc.ts";

/** A procedure as REST shows it. */
export type RestRoute = {
  /** Of the procedure, e.g. `rentals.get`. */
  readonly name: string;
  readonly type: "query" | "mutation";
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1`, e.g. `/jobs/{id}`. */
  readonly path: string;
  /** Names of the path's parameters. */
  readonly params: readonly string[];
  /** Who may call; null: anybody. */
  readonly needs: Needs | null;
  /** When all went well. */
  readonly status: number;
  readonly shownOnce: readonly string[];
  readonly input: z.ZodType | null;
  readonly output: z.ZodType | null;
};

/** What tRPC keeps of procedures by name, as far as it is read here. */
const procedureRecord = z.record(z.string(), z.custom<{ readonly _def: unknown }>());
const procedureDef = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z.custom<Meta>().optional(),
  inputs: z.array(z.unknown()),
  output: z.unknown().optional(),
});

/** Every procedure that has a REST path; fixed paths before those with parameters, so that they win. */
export function restRoutes(): RestRoute[] {
  const procedures = Object.entries(procedureRecord.parse(appRouter._def.procedures));
  const routes = procedures.flatMap(([name, { _def }]) => routeOf(name, procedureDef.parse(_def)));
  return routes.sort((a, b) => a.params.length - b.params.length);
}

function routeOf(name: string, { type, meta, inputs, output }: z.infer<typeof procedureDef>): RestRoute[] {
  if (meta?.openapi === undefined || type === "subscription") return [];
  const { method, path } = meta.openapi;
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => String(param));
  const base = { name, type, method, path, params, needs: meta.needs ?? null };
  return [
    {
      ...base,
      status: meta.status ?? 200,
      shownOnce: meta.shownOnce ?? [],
      input: schemaOf(inputs[0]),
      output: schemaOf(output),
    },
  ];
}

function schemaOf(parser: unknown): z.ZodType | null {
  return parser instanceof z.ZodType ? parser : null;
}
