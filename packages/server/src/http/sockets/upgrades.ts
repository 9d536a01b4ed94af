import { ServerResponse, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { execLimits, SluiceError } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { WebSocketServer, type WebSocket } from "ws";

/** Makes web sockets of requests that ask for one. */
export interface Upgrades {
  /** The paused socket of a request, once it has been admitted; throws when the request asks for none. */
  accept(request: FastifyRequest, reply: FastifyReply): Promise<WebSocket>;
}

/** A request that asks for a web socket takes the way of every other one: admission, parsing and refusals are the same. */
export function takeUpgrades(app: FastifyInstance): Upgrades {
  const asked = new WeakMap<IncomingMessage, { readonly socket: Duplex; readonly head: Buffer; readonly response: ServerResponse }>();
  const server = new WebSocketServer({ noServer: true, maxPayload: execLimits.messageBytes, perMessageDeflate: false });
  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // a peer that goes away while it is refused or admitted is no failure of ours
    socket.on("error", () => socket.destroy());
    const response = new ServerResponse(request);
    response.assignSocket(request.socket);
    response.shouldKeepAlive = false;
    response.on("finish", () => socket.end());
    asked.set(request, { socket, head, response });
    app.routing(request, response);
  });
  return {
    accept(request, reply) {
      const found = asked.get(request.raw);
      if (found === undefined) throw new SluiceError("invalid-request", "This is answered over a web socket only.");
      reply.hijack();
      found.response.detachSocket(request.raw.socket);
      return new Promise((resolve) => {
        server.handleUpgrade(request.raw, found.socket, found.head, (socket) => {
          // nothing is read before somebody listens
          socket.pause();
          resolve(socket);
        });
      });
    },
  };
}
