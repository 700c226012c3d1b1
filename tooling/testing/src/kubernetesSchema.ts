/** What the models of kubernetes-models are to us. Validating throws an error that lists its faults. */
type Model = new (object: object) => { validate(): void };

/**
 * What is wrong with an object by Kubernetes' own published schemas, which know nothing of our API server; empty: nothing.
 * The schemas let unknown fields pass, so what no schema ever looked at is a fault as well: a field that is misspelt or
 * stands in the wrong place.
 */
export async function schemaFaults<T extends { apiVersion?: string; kind?: string }>(object: T): Promise<string[]> {
  const { apiVersion = "v1", kind = "" } = object;
  const group = `kubernetes-models/${apiVersion}`;
  const models: Record<string, Model | undefined> = await import(group);
  const SchemaOf = models[kind];
  if (SchemaOf === undefined) return [`${apiVersion} knows no ${kind}`];
  const read = new Set<string>();
  const faults: string[] = [];
  try {
    const model = new SchemaOf(object);
    model.validate.call(watched(model, "", read));
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return [
    ...faults,
    ...pathsOf(object, "")
      .filter((path) => !read.has(path))
      .map((path) => `no schema knows ${path}`),
  ];
}

/** The same object, noting the path of every field that somebody reads. */
function watched<T extends object>(target: T, path: string, read: Set<string>): T {
  return new Proxy(target, {
    get(inner, key, receiver) {
      const value: unknown = Reflect.get(inner, key, receiver);
      if (typeof key !== "string") return value;
      read.add(`${path}/${key}`);
      return typeof value === "object" && value !== null ? watched(value, `${path}/${key}`, read) : value;
    },
  });
}

function pathsOf(value: object, path: string): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (inner === undefined) return [];
    const here = `${path}/${key}`;
    return typeof inner === "object" && inner !== null ? [here, ...pathsOf(inner, here)] : [here];
  });
}
