import { createHash } from "node:crypto";
import { createObject } from "../apiserver/create.ts";
import { type KubeObject, objectOf, timestamp } from "../apiserver/object.ts";
import type { Registry } from "../apiserver/registry.ts";
import { EVENTS } from "../apiserver/resources.ts";
import { updateObject } from "../apiserver/update.ts";
import { CONTROLLERS } from "./follow.ts";

export type Told = {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly component: string;
};

/** Writes an event about an object; the same one said again is counted. */
export function recordEvent(registry: Registry, about: KubeObject, told: Told): void {
  const { name, namespace = "default", uid, resourceVersion } = about.metadata;
  const { type, reason, message, component } = told;
  const mark = createHash("sha256").update([uid, reason, message].join("\n")).digest("hex").slice(0, 16);
  const target = { type: EVENTS, namespace, name: `${name}.${mark}` };
  const now = timestamp();
  if (registry.store.get(EVENTS.key, namespace, target.name) !== null) {
    const again = (live: KubeObject) => ({ ...live, count: Number(live.count ?? 1) + 1, lastTimestamp: now });
    updateObject(registry, target, null, again, CONTROLLERS);
    return;
  }
  const { apiVersion, kind } = about;
  const involvedObject = {
    apiVersion,
    kind,
    name,
    uid,
    resourceVersion,
    ...(about.metadata.namespace === undefined ? {} : { namespace }),
  };
  const event = {
    metadata: { name: target.name, namespace },
    involvedObject,
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component },
    reportingComponent: component,
    reportingInstance: "",
  };
  createObject(registry, EVENTS, namespace, objectOf(event), CONTROLLERS);
}
