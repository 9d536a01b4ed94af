import { SluiceError, type ToolName } from "@sluice/contract";
import { authorize } from "../core/access/authorize.ts";
import { reaches, type Principal } from "../core/access/principal.ts";
import type { HttpDependencies } from "./dependencies.ts";

/** Of a tool that is changed although the path speaks of another; throws as the route would for a caller who may not. */
export async function needMaintainer(deps: Pick<HttpDependencies, "store">, me: Principal, tool: ToolName): Promise<void> {
  const role = await deps.store.role(tool, me.user);
  const decision = authorize(me, { access: "maintainer", writes: true, tool: { bound: reaches(me, tool), role } });
  if (decision.allowed) return;
  if (decision.hide) throw new SluiceError("not-found", `There is no tool ${tool} that you may see.`);
  throw new SluiceError("not-allowed", `${tool}: ${decision.why}`);
}
