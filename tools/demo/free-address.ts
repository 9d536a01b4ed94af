import { createServer } from "node:net";

/** The loopback address with this port, or with one that is free when something else listens there. */
export async function freeAddress(wanted: number): Promise<string> {
  return `127.0.0.1:${(await listenOnce(wanted)) ?? (await listenOnce(0)) ?? wanted}`;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === "object" ? address.port : null));
    });
  });
}
