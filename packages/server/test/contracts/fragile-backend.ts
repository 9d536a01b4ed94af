import { once } from "node:events";
import { createServer } from "node:net";

export interface FragileBackend extends AsyncDisposable {
  readonly address: string;
}

/** Takes a request and breaks the connection without an answer, as a process does that dies of it. */
export async function fragileBackend(onRequest: () => void): Promise<FragileBackend> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      onRequest();
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
