import { newNodeName } from "@worldland/core/id";
import { joinTestNode, requestTestCertificate } from "@worldland/testing/joinNode";
import { TEST_PROVIDER } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from "vitest";
import type { ExpectedNode, JoinToken } from "../port.ts";
import { probeSsh } from "../probe.ts";
import { type ConformanceCluster, conformanceCluster } from "../test/conformanceCluster.ts";
import { testSpec } from "../test/testSpec.ts";

let under: ConformanceCluster;

beforeAll(async () => {
  under = await conformanceCluster();
});

afterAll(async () => {
  await under?.close();
});

describe("a join token", () => {
  it("lets one machine in under its preassigned name, for its provider, and runs workloads there", async (context) => {
    localOrSkip(context);
    const { token, expected } = await newJoin();
    const joining = joinTestNode({ ...token, nodeName: expected.nodeName });
    await untilApproved(expected);
    const node = await joining;
    onTestFinished(() => node.close());
    const joined = await until("the claimed node", async () => {
      await under.cluster.join.approvePending([expected]);
      const nodes = await under.cluster.nodes();
      return nodes.find(({ name, provider }) => name === expected.nodeName && provider !== null);
    });
    expect(joined).toMatchObject({ provider: TEST_PROVIDER, ready: true, gpuCount: 4, simulated: true });

    const { image } = under;
    const spec = testSpec({ image, nodeName: expected.nodeName, nodePort: under.nextPort() });
    const { hostKeyFingerprint: expectedFingerprint } = await under.cluster.apply(spec);
    const target = { host: "127.0.0.1", port: spec.nodePort, timeoutMs: 5_000, expectedFingerprint };
    await until("the way in", async () => (await probeSsh(target)).reachable, { deadlineMs: 30_000 });
    await until("nothing to be left", () => under.cluster.remove(spec), { deadlineMs: 30_000 });
  });

  it("is good for one certificate: whoever comes later with it is refused", async () => {
    const { token, expected } = await newJoin();
    const first = request(token, expected.nodeName);
    await untilApproved(expected);
    await first;
    await expect(request(token, expected.nodeName)).rejects.toThrow(/not good any more/);
    expect(await under.cluster.join.approvePending([expected])).toEqual([]);
  });

  it("of two who come with it at once lets in one", async () => {
    const { token, expected } = await newJoin();
    const both = Promise.allSettled([request(token, expected.nodeName), request(token, expected.nodeName)]);
    await untilApproved(expected);
    await until("the other to be denied", async () => {
      await under.cluster.join.approvePending([expected]);
      return Promise.race([both, null]);
    });
    expect((await both).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("lets nobody in under another name, nor under that of a node there is", async () => {
    const { token, expected } = await newJoin();
    const other = request(token, newNodeName());
    await untilDenied(other, expected);
    const taken = await newJoin(under.nodeName);
    await untilDenied(request(taken.token, under.nodeName), taken.expected);
  });

  it("nobody waits for lets nobody in", async () => {
    const { token, expected } = await newJoin();
    await untilLeftWaiting(request(token, expected.nodeName, 300));
  });

  it("is over when revoked, and when its time is", async () => {
    const revoked = await newJoin();
    await under.cluster.join.revokeToken(revoked.expected.tokenId);
    await under.cluster.join.revokeToken(revoked.expected.tokenId);
    await expect(request(revoked.token, revoked.expected.nodeName)).rejects.toThrow(/not good any more/);
    const nodeName = newNodeName();
    const short = await under.cluster.join.createToken({ nodeName, provider: TEST_PROVIDER, ttlS: 1 });
    const isRefused = () => request(short, nodeName, 50).catch((error: Error) => /any more/.test(error.message));
    await until("the token to run out", async () => (await isRefused()) === true);
    await expect(
      under.cluster.join.createToken({ nodeName, provider: TEST_PROVIDER, ttlS: 901 }),
    ).rejects.toMatchObject({ code: "invalid_spec" });
  });
});

describe("a node's certificate", () => {
  it("is renewed for the node itself, never for another name", async (context) => {
    const controlPlane = localOrSkip(context);
    const node = { user: `system:node:${under.nodeName}`, groups: ["system:nodes"] };
    const join = {
      server: controlPlane.url,
      caPem: controlPlane.caPem,
      credentials: await controlPlane.issueClient(node),
    };
    const renewal = requestTestCertificate({ ...join, nodeName: under.nodeName, waitMs: 30_000 });
    await until("the renewal", async () => (await under.cluster.join.approvePending([])).includes(under.nodeName));
    expect(await renewal).toContain(node.user);
    await untilLeftWaiting(requestTestCertificate({ ...join, nodeName: "node-b", waitMs: 300 }));
  });
});

describe("a claim", () => {
  it("stands: nobody else's node is claimed, and one's own twice is once", async () => {
    await under.cluster.join.claim(under.nodeName, under.provider);
    await expect(under.cluster.join.claim(under.nodeName, `0x${"cd".repeat(20)}`)).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

async function newJoin(nodeName = newNodeName()): Promise<{ token: JoinToken; expected: ExpectedNode }> {
  const token = await under.cluster.join.createToken({ nodeName, provider: TEST_PROVIDER, ttlS: 600 });
  const expected = { nodeName, provider: TEST_PROVIDER, tokenId: token.tokenId };
  onTestFinished(() => under.cluster.join.revokeToken(token.tokenId));
  return { token, expected };
}

function request({ server, caPem, token }: JoinToken, nodeName: string, waitMs = 30_000): Promise<string> {
  return requestTestCertificate({ server, caPem, credentials: { token }, nodeName, waitMs });
}

async function untilApproved(expected: ExpectedNode): Promise<void> {
  const approved = () => under.cluster.join.approvePending([expected]);
  await until("the request", async () => (await approved()).includes(expected.nodeName), { deadlineMs: 30_000 });
}

async function untilDenied(request: Promise<string>, expected: ExpectedNode): Promise<void> {
  const refused = expect(request).rejects.toThrow(/refused \(Denied\)/);
  const answered = request.then(
    () => true,
    () => true,
  );
  await until("the denial", async () => {
    expect(await under.cluster.join.approvePending([expected])).toEqual([]);
    return Promise.race([answered, false]);
  });
  await refused;
}

/** Nothing is approved for as long as the request waits. */
async function untilLeftWaiting(request: Promise<string>): Promise<void> {
  const refused = expect(request)
    .rejects.toThrow(/in time/)
    .then(() => true);
  await until("it to give up", async () => {
    expect(await under.cluster.join.approvePending([])).toEqual([]);
    return Promise.race([refused, false]);
  });
  await refused;
}

function localOrSkip(context: TestContext) {
  if (under.local === null) return context.skip("A simulated machine is no node of a real cluster.");
  return under.local.controlPlane;
}
