import { Queue, Worker } from "bullmq";

export type OneByOne = {
  /** Milliseconds until the job had started. */
  once(): Promise<number>;
  close(): Promise<void>;
};

/** BullMQ and nothing else. */
export function startBareQueue(redisUrl: string): OneByOne {
  const { hostname: host, port } = new URL(redisUrl);
  const connection = { host, port: Number(port) };
  const queue = new Queue("bare", { connection });
  let started: (at: number) => void = () => undefined;
  const worker = new Worker("bare", async () => started(performance.now()), {
    connection: { ...connection, maxRetriesPerRequest: null },
  });
  let jobs = 0;
  return {
    async once() {
      const start = new Promise<number>((resolve) => {
        started = resolve;
      });
      const began = performance.now();
      await queue.add("rental.reconcile", { rentalId: `${++jobs}` }, { removeOnComplete: true });
      return (await start) - began;
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
