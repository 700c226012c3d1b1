import { freePort } from "@worldland/testing/ports";
import { expect, it, onTestFinished } from "vitest";
import { serveHealth } from "./serveHealth.ts";

it("a kubelet is told that the process turns, and that it is ready once its heartbeat was written", async () => {
  const port = await freePort();
  const health = await serveHealth(port);
  onTestFinished(() => health.close());
  const ask = async (path: string, method = "GET") =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
  expect([await ask("/health"), await ask("/ready")]).toEqual([200, 503]);
  health.beat();
  expect([await ask("/health"), await ask("/ready")]).toEqual([200, 200]);
  expect([await ask("/metrics"), await ask("/health", "POST")]).toEqual([404, 405]);
  await expect(serveHealth(port)).rejects.toThrow(/EADDRINUSE/);
});

it("without a port nobody is asked", async () => {
  const health = await serveHealth(null);
  health.beat();
  await health.close();
});
