import { routes, SluiceError, type Route } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parsePart } from "./answer-error.ts";
import { audited } from "./audited.ts";
import { admit } from "./admit.ts";
import type { HttpDependencies } from "./dependencies.ts";
import type { Call, Handlers, SocketHandlers, SocketRoute } from "./handler.ts";
import { sendBytes, type SentFile } from "./send-bytes.ts";
import { sendLines } from "./send-lines.ts";
import { answerSocket } from "./sockets/answer-socket.ts";
import { takeUpgrades } from "./sockets/upgrades.ts";

type AnyHandler = (call: object) => Promise<unknown> | AsyncIterable<unknown>;

/** Binds each row of the contract to its handler: admission, parsing, audit and output are the same for all. */
export function bindRoutes(app: FastifyInstance, deps: HttpDependencies, handlers: Handlers, sockets: SocketHandlers): void {
  const upgrades = takeUpgrades(app);
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  for (const [name, route] of Object.entries<Route>(routes)) {
    const handler = handlers[name as keyof Handlers] as AnyHandler;
    app.route({
      method: route.method,
      url: `/api/v1${route.path}`,
      handler: (request, reply) =>
        route.stream === "lines" ? lines(request, reply) : route.stream === "socket" ? socket(request, reply) : plain(request, reply),
    });

    async function plain(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const answer = await audited(deps, name, route, request, async () => {
        const call = await prepare(request, stopping.signal);
        const detail: Record<string, unknown> = {};
        const answer = await handler({ ...call, note: (more: Record<string, unknown>) => Object.assign(detail, more) });
        return { me: call.me, answer, detail };
      });
      return route.stream === "bytes" ? sendBytes(reply, answer as SentFile) : reply.send(route.output.parse(answer));
    }
    async function lines(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const signal = AbortSignal.any([gone.signal, stopping.signal]);
      const answer = await audited(deps, name, route, request, async () => {
        const call = await prepare(request, signal);
        const detail: Record<string, unknown> = {};
        return { me: call.me, answer: handler({ ...call, note: (more: Record<string, unknown>) => Object.assign(detail, more) }), detail };
      });
      if (!isIterable(answer)) throw new SluiceError("internal", `${name} does not answer with lines`);
      return sendLines(reply, answer, signal);
    }
    function socket(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const row = { name: name as SocketRoute, route, handler: sockets[name as SocketRoute] };
      return answerSocket(deps, upgrades, row, request, reply, async () => {
        return (await prepare(request, stopping.signal)) as Call<SocketRoute>;
      });
    }
    async function prepare(request: FastifyRequest, signal: AbortSignal) {
      const me = await admit(deps, route, request);
      const params = route.params === undefined ? {} : parsePart("params", route.params, request.params);
      const query = route.query === undefined ? {} : parsePart("query", route.query, request.query);
      const body = route.body === undefined ? undefined : parsePart("body", route.body, request.body);
      return { deps, me, params, query, body, signal };
    }
  }
}

function isIterable(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}
