import { isChange, SluiceError, type Route } from "@sluice/contract";
import type { FastifyRequest } from "fastify";
import { authorize } from "../core/access/authorize.ts";
import { looksIn } from "../core/embargoes/cover-audit.ts";
import { reaches, type Principal } from "../core/access/principal.ts";
import { signIn } from "../core/access/sign-in.ts";
import { toolOf } from "./tool-of.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { noteLook } from "./note-look.ts";
import { tokenOf } from "./git/token.ts";

/** Who calls, when the route is for them; throws otherwise. A tool that the caller may not see answers as if it were not there. */
export async function admit(
  deps: Pick<HttpDependencies, "store" | "clock" | "signIns">,
  route: Route,
  request: FastifyRequest,
): Promise<Principal> {
  const value = tokenOf(request.headers.authorization);
  const me = value === null ? null : await signIn(deps, value, request.ip);
  if (me === null)
    throw new SluiceError("not-signed-in", value === null ? "A token is needed." : "The token is unknown, has ended or was revoked.");
  const tool = toolOf(request);
  const role = tool === null ? null : await deps.store.role(tool, me.user);
  const decision = authorize(me, {
    access: route.access,
    writes: isChange(route),
    deploys: route.deploys === true,
    tool: tool === null ? null : { bound: reaches(me, tool), role },
  });
  if (!decision.allowed) {
    if (decision.hide && tool !== null) throw new SluiceError("not-found", `There is no tool ${tool} that you may see.`);
    throw new SluiceError("not-allowed", decision.why);
  }
  if (tool !== null && (await deps.store.tool(tool)) === null)
    throw new SluiceError("not-found", `There is no tool ${tool} that you may see.`);
  if (tool !== null && (await looksIn(deps.store, me, tool))) await noteLook(deps, me, tool, request.ip);
  return me;
}
