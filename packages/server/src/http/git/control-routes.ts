import { SluiceError } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../../core/access/principal.ts";
import { receiveControlPush, type ControlPushDependencies } from "../../core/control/receive-control-push.ts";
import type { GitServer } from "../../core/sources/git-server.ts";
import { askedService, gitRequest, services, takeAnyBody } from "./git-request.ts";
import type { ServiceName } from "./git-request.ts";
import { answerPlainly } from "./plain-error.ts";
import { slots, takeSlot } from "./slots.ts";
import { tokenOf } from "./token.ts";

export interface ControlGitOptions {
  readonly server: GitServer;
  /** The repository's directory below the server's root. */
  readonly repository: string;
  readonly push: ControlPushDependencies;
}

export interface ControlRoutesOptions extends ControlGitOptions {
  readonly authenticate: (token: string) => Promise<Principal | null>;
}

const most = 16;
/** `-` begins no tool's name, so that the path is nobody's push URL. */
const base = "/git/-/control.git";

/** The control repository by git's smart HTTP protocol. */
export async function controlRoutes(app: FastifyInstance, options: ControlRoutesOptions): Promise<void> {
  const slot = slots(most, "fetches and pushes of the control repository");
  takeAnyBody(app);
  app.setErrorHandler(answerPlainly);
  app.get(`${base}/info/refs`, (request, reply) => serve(request, reply, askedService(request.query), true));
  for (const service of services) app.post(`${base}/${service}`, (request, reply) => serve(request, reply, service, false));

  async function serve(request: FastifyRequest, reply: FastifyReply, service: ServiceName, advertise: boolean): Promise<FastifyReply> {
    const principal = await admitted(options, request.headers.authorization, service === "git-receive-pack");
    const release = takeSlot(slot, reply);
    try {
      const asked = { repository: options.repository, service, advertise, user: principal.user };
      const answer = await options.server.serve(gitRequest(request, asked), (updates, say) =>
        receiveControlPush(options.push, { principal, address: request.ip, say }, updates),
      );
      void answer.ended.then(release);
      return await reply.code(answer.status).headers(answer.headers).send(answer.body);
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** Admins, and tokens that an admin made for just this. All tools are in it, so that no role in one tool is enough. */
async function admitted(options: ControlRoutesOptions, authorization: string | undefined, writes: boolean): Promise<Principal> {
  const token = tokenOf(authorization);
  const me = token === null ? null : await options.authenticate(token);
  if (me === null) {
    throw new SluiceError(
      "not-signed-in",
      token === null ? "Sign in with a token as password." : "The token is unknown, has ended or was revoked.",
    );
  }
  const byScope = me.scope === "control:push" || (me.scope === "control:read" && !writes);
  const byRole = me.admin && me.tool === null && (me.scope === "all" || (me.scope === "read" && !writes));
  if (byScope || byRole) return me;
  throw new SluiceError(
    "not-allowed",
    `${me.user} may not ${writes ? "push to" : "clone"} the control repository with this token: admins may, and tokens with the scope control:${writes ? "push" : "read"}.`,
  );
}
