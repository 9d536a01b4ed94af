import { text } from "node:stream/consumers";
import { errorFrom, networkError } from "@sluice/contract";
import { WebSocket } from "ws";

const handshakeMs = 15_000;

export interface SocketAddress {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** An open, paused socket; a refusal says why, as that of every other route. */
export function openSocket({ url, headers }: SocketAddress): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers, handshakeTimeout: handshakeMs, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(networkError(url.origin, new TypeError(error.message, { cause: error })));
    socket.once("open", () => {
      socket.off("error", failed);
      // nothing is read before somebody listens
      socket.pause();
      resolve(socket);
    });
    socket.once("error", failed);
    socket.once("unexpected-response", (_request, response) => {
      text(response)
        .then((body) => reject(errorFrom(url.origin, response.statusCode ?? 0, body)))
        .catch(failed);
    });
  });
}
