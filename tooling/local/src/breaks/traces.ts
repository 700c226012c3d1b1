import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connectApi } from "@worldland/k8s/api";
import { everyRow } from "@worldland/testing/everyRow";
import type { Stack } from "../stack/startStack.ts";

/** A place where something may have been written down. */
export type Trace = { readonly place: string; readonly text: string };

/** Objects of the cluster that are nobody's secret. */
const KINDS = ["namespaces", "nodes", "pods", "services", "configmaps", "events", "serviceaccounts"];

/**
 * All that a stack has written: rows and jobs (the queue's tables too), logs, objects of its cluster other than
 * secrets, and what programs were started with, where the machine shows that.
 */
export async function tracesOf({ info, infoPath }: Stack): Promise<Trace[]> {
  const rows = await everyRow(info.databaseUrl);
  return [
    ...rows.map(({ table, text }) => ({ place: `a row of ${table}`, text })),
    ...logs(join(dirname(infoPath), "logs")),
    ...(await objects(info.kubeconfig)),
    ...commandLines(),
  ];
}

function logs(folder: string): Trace[] {
  return readdirSync(folder).map((name) => ({
    place: `the log ${name}`,
    text: readFileSync(join(folder, name), "utf8"),
  }));
}

async function objects(kubeconfig: string): Promise<Trace[]> {
  const api = connectApi(readFileSync(kubeconfig, "utf8"), { timeoutMs: 10_000 });
  try {
    const lists = KINDS.map(async (kind) => {
      const { body } = await api.call<{ items: readonly unknown[] }>({ method: "GET", path: `/api/v1/${kind}` });
      return body.items.map((item) => ({ place: `one of the cluster's ${kind}`, text: JSON.stringify(item) }));
    });
    return (await Promise.all(lists)).flat();
  } finally {
    api.close();
  }
}

function commandLines(): Trace[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [{ place: `the command of process ${pid}`, text: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
      } catch {
        return []; // it has ended
      }
    });
}

/** Where a secret is to be seen, as it is or as Postgres, JSON and Kubernetes write bytes. */
export function whereIs(secret: string, traces: readonly Trace[]): string[] {
  const bytes = Buffer.from(secret);
  const forms = [secret, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")];
  const lower = forms.map((form) => form.toLowerCase());
  return traces.filter(({ text }) => lower.some((form) => text.toLowerCase().includes(form))).map(({ place }) => place);
}
