import { connect } from "node:net";

/** Whether somebody listens there. */
export function canConnect(host: string | null, port: number | null): Promise<boolean> {
  if (host === null || port === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
