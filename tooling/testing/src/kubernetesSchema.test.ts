import { expect, it } from "vitest";
import { schemaFaults } from "./kubernetesSchema.ts";

const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { "any/key": "goes" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { a: "b" } },
    template: {
      metadata: { labels: { a: "b" } },
      spec: { containers: [{ name: "web", image: "web", resources: { limits: { memory: "1Gi" } } }] },
    },
  },
};

it("an object of Kubernetes is one by the published schemas", async () => {
  expect(await schemaFaults(DEPLOYMENT)).toEqual([]);
});

it("a value of another type, a field left out, and a kind nobody knows are faults", async () => {
  const { spec } = DEPLOYMENT;
  expect((await schemaFaults({ ...DEPLOYMENT, spec: { ...spec, replicas: "2" } })).join()).toMatch(/replicas/);
  expect((await schemaFaults({ ...DEPLOYMENT, spec: { ...spec, selector: undefined } })).join()).toMatch(/selector/);
  expect(await schemaFaults({ ...DEPLOYMENT, kind: "Deploy" })).toEqual(["apps/v1 knows no Deploy"]);
});

it("a field that is misspelt, or stands in the wrong place, is a fault", async () => {
  const { spec } = DEPLOYMENT;
  expect(await schemaFaults({ ...DEPLOYMENT, spec: { ...spec, replica: 2 } })).toEqual([
    "no schema knows /spec/replica",
  ]);
  const template = { ...spec.template, spec: { ...spec.template.spec, readOnlyRootFilesystem: true } };
  expect(await schemaFaults({ ...DEPLOYMENT, spec: { ...spec, template } })).toEqual([
    "no schema knows /spec/template/spec/readOnlyRootFilesystem",
  ]);
});
