import { SluiceError, type ExecEnd, type Route } from "@sluice/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { audited } from "../audited.ts";
import type { HttpDependencies } from "../dependencies.ts";
import type { Call, SocketHandler, SocketRoute } from "../handler.ts";
import type { Upgrades } from "./upgrades.ts";

const policy = 1008;

export interface SocketRow {
  readonly name: SocketRoute;
  readonly route: Route;
  readonly handler: SocketHandler<SocketRoute>;
}

/** Answers one request with a socket. Refusals before it are HTTP answers, after it the socket's last message. */
export async function answerSocket(
  deps: HttpDependencies,
  upgrades: Upgrades,
  { name, route, handler }: SocketRow,
  request: FastifyRequest,
  reply: FastifyReply,
  prepare: () => Promise<Call<SocketRoute>>,
): Promise<FastifyReply> {
  let socket: WebSocket | null = null;
  const sayWhy = (error: unknown): void => {
    if (socket === null) throw error;
    if (!(error instanceof SluiceError)) deps.onProblem(`${name} (${request.id})`, error);
    const known = error instanceof SluiceError ? error : new SluiceError("internal", "Something failed in the platform.");
    socket.send(JSON.stringify({ error: { code: known.code, message: known.message } } satisfies ExecEnd));
    socket.close(policy);
    socket.resume();
  };
  const begun: Awaited<ReturnType<typeof handler>>[] = [];
  try {
    await audited(deps, name, route, request, async () => {
      const call = await prepare();
      socket = await upgrades.accept(request, reply);
      socket.on("error", () => socket?.terminate());
      const session = await handler(call, socket);
      begun.push(session);
      return { me: call.me, answer: null, detail: session.detail };
    }).catch(async (error: unknown) => {
      await begun[0]?.abandon();
      throw error;
    });
    await begun[0]?.carry();
  } catch (error) {
    sayWhy(error);
  }
  return reply;
}
