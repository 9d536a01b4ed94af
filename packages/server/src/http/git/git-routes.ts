import { SluiceError } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { GitServer } from "../../core/sources/git-server.ts";
import type { PushDeps } from "../../core/sources/push-deps.ts";
import { receivePush } from "../../core/sources/receive.ts";
import { authorize } from "./authorize.ts";
import type { GitAccess } from "./git-access.ts";
import { askedService, gitRequest, services, takeAnyBody } from "./git-request.ts";
import type { ServiceName } from "./git-request.ts";
import { answerPlainly } from "./plain-error.ts";
import { slots, takeSlot } from "./slots.ts";

export interface GitRoutesOptions {
  readonly access: GitAccess;
  readonly server: GitServer;
  readonly push: PushDeps;
  /** Fetches and pushes at one time; a push counts until its build has ended. */
  readonly fetches: number;
  readonly pushes: number;
  /** Why no push may be taken now, as a sentence; null when one may. */
  readonly held: () => Promise<string | null>;
}

const Params = z.object({ repository: z.string().max(200) });

/** `/git/<tool>.git`: git's smart HTTP protocol. */
export async function gitRoutes(app: FastifyInstance, options: GitRoutesOptions): Promise<void> {
  const stopping = new AbortController();
  const limits = {
    "git-upload-pack": slots(options.fetches, "fetches"),
    "git-receive-pack": slots(options.pushes, "pushes"),
  };
  app.addHook("preClose", async () => stopping.abort());
  takeAnyBody(app);
  app.setErrorHandler(answerPlainly);

  app.get("/git/:repository/info/refs", async (request, reply) => {
    return serve(request, reply, askedService(request.query), true);
  });
  for (const service of services) {
    app.post(`/git/:repository/${service}`, (request, reply) => serve(request, reply, service, false));
  }

  async function serve(request: FastifyRequest, reply: FastifyReply, service: ServiceName, advertise: boolean): Promise<FastifyReply> {
    const { ip } = request;
    const { tool, principal } = await authorize(options.access, {
      authorization: request.headers.authorization,
      address: ip,
      repository: Params.parse(request.params).repository,
      service,
    });
    if (service === "git-receive-pack") await refuseWhenHeld();
    const release = takeSlot(limits[service], reply);
    if (advertise && service === "git-receive-pack") options.push.expect(tool);
    try {
      const answer = await options.server.serve(
        gitRequest(request, { repository: `${tool}.git`, service, advertise, user: principal.user }),
        (updates, say, given) =>
          receivePush(options.push, { tool, principal, address: ip, say, options: given, signal: stopping.signal }, updates),
      );
      void answer.ended.then(() => {
        release();
        if (!advertise && service === "git-receive-pack") tidy(request, tool);
      });
      return await reply.code(answer.status).headers(answer.headers).send(answer.body);
    } catch (error) {
      release();
      throw error;
    }
  }

  async function refuseWhenHeld(): Promise<void> {
    const why = await options.held();
    if (why !== null) throw new SluiceError("unavailable", `${why} Nothing of this push was taken.`);
  }

  function tidy(request: FastifyRequest, tool: Parameters<PushDeps["sources"]["tidy"]>[0]): void {
    options.push.sources.tidy(tool).catch((error: unknown) => request.log.error({ err: error, tool }, "tidying a repository failed"));
  }
}
