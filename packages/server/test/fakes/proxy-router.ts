import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Router, RouteTarget } from "../../src/core/ports/router.ts";

export interface ProxyRouter extends Router, AsyncDisposable {
  readonly port: number;
}

/** A router that really sends requests on, by the Host header, one address after the other. */
export async function openProxyRouter(): Promise<ProxyRouter> {
  const table = new Map<string, readonly string[]>();
  const busy = new Map<string, number>();
  let turn = 0;
  const server: Server = createServer((incoming, answer) => {
    const host = (incoming.headers.host ?? "").replace(/:\d+$/, "");
    const addresses = table.get(host) ?? [];
    const address = addresses[turn++ % Math.max(1, addresses.length)];
    if (address === undefined) return answer.writeHead(503).end("nothing serves");
    busy.set(address, (busy.get(address) ?? 0) + 1);
    answer.on("close", () => busy.set(address, (busy.get(address) ?? 1) - 1));
    const [name, port] = address.split(":");
    const onward = request({ host: name, port, path: incoming.url, agent: false }, (inner) => {
      answer.writeHead(inner.statusCode ?? 502);
      inner.pipe(answer);
    });
    onward.on("error", (error) => answer.writeHead(502).end(error.message));
    return incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    set: async ({ host, addresses }) => void table.set(host, addresses),
    remove: async (host) => void table.delete(host),
    async replaceAll(targets) {
      table.clear();
      for (const { host, addresses } of targets) table.set(host, addresses);
    },
    list: async () => [...table].map(([host, addresses]): RouteTarget => ({ host, addresses })),
    async drained(address, timeoutMs) {
      const end = Date.now() + timeoutMs;
      while ((busy.get(address) ?? 0) > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
