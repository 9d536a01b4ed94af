import { createServer } from "node:http";
import type { Server } from "node:http";

/** A small web server: / says its name, /slow ends after `ms`, /headers echoes, an upgrade echoes bytes. */
export class RouterBackend implements AsyncDisposable {
  readonly address: string;
  readonly #server: Server;

  constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function routerBackend(name: string): Promise<RouterBackend> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://backend");
    if (url.pathname === "/headers") return void response.end(JSON.stringify(request.headers));
    if (url.pathname !== "/slow") return void response.end(name);
    response.write("begin ");
    setTimeout(() => response.end(`end ${name}`), Number(url.searchParams.get("ms")));
  });
  server.on("upgrade", (_request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    socket.pipe(socket);
    server.once("close", () => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve(new RouterBackend(server, `127.0.0.1:${port}`));
    });
  });
}
