import { SluiceError } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { GitServer } from "../../core/sources/git-server.ts";
import type { PushDeps } from "../../core/sources/push-deps.ts";
import { receivePush } from "../../core/sources/receive.ts";
import { authorize } from "./authorize.ts";
import type { GitAccess } from "./git-access.ts";
import { answerPlainly } from "./plain-error.ts";
import { slots } from "./slots.ts";
import type { Slots } from "./slots.ts";

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
const Service = z.object({ service: z.enum(["git-upload-pack", "git-receive-pack"]) });
type ServiceName = z.infer<typeof Service>["service"];

/** `/git/<tool>.git`: git's smart HTTP protocol. */
export async function gitRoutes(app: FastifyInstance, options: GitRoutesOptions): Promise<void> {
  const stopping = new AbortController();
  const limits = {
    "git-upload-pack": slots(options.fetches, "fetches"),
    "git-receive-pack": slots(options.pushes, "pushes"),
  };
  app.addHook("preClose", async () => stopping.abort());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.setErrorHandler(answerPlainly);

  app.get("/git/:repository/info/refs", async (request, reply) => {
    const service = Service.safeParse(request.query);
    if (!service.success) throw new SluiceError("invalid-request", "Only the smart protocol is spoken here: use git 1.6.6 or newer.");
    return serve(request, reply, service.data.service, true);
  });
  for (const service of Service.shape.service.options) {
    app.post(`/git/:repository/${service}`, (request, reply) => serve(request, reply, service, false));
  }

  async function serve(request: FastifyRequest, reply: FastifyReply, service: ServiceName, advertise: boolean): Promise<FastifyReply> {
    const { headers, ip } = request;
    const { tool, principal } = await authorize(options.access, headers.authorization, Params.parse(request.params).repository, service);
    if (service === "git-receive-pack") await refuseWhenHeld();
    const release = takeSlot(limits[service], reply);
    try {
      const answer = await options.server.serve(
        {
          tool,
          service,
          advertise,
          user: principal.user,
          address: ip,
          contentType: headers["content-type"] ?? "",
          contentEncoding: headers["content-encoding"] ?? "",
          protocol: [headers["git-protocol"] ?? ""].flat().join(":"),
          body: advertise ? null : request.raw,
        },
        (updates, say) => receivePush(options.push, { tool, principal, address: ip, say, signal: stopping.signal }, updates),
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

function takeSlot(from: Slots, reply: FastifyReply): () => void {
  try {
    return from.take();
  } catch (error) {
    reply.header("retry-after", "10");
    throw error;
  }
}
