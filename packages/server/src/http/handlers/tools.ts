import { type Moment, SluiceError, type ToolName } from "@sluice/contract";
import { toolLicence } from "../../core/licences/check-licence.ts";
import { createTool } from "../../core/tools/create-tool.ts";
import { deleteTool } from "../../core/tools/delete-tool.ts";
import { removeMember, setMember } from "../../core/tools/members.ts";
import type { ToolRow } from "../../core/ports/store.ts";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

type Names =
  | "tools.list"
  | "tools.create"
  | "tools.show"
  | "tools.status"
  | "tools.delete"
  | "tools.protect"
  | "tools.unprotect"
  | "tools.logs"
  | "members.set"
  | "members.remove";

const withUrls = (deps: HttpDependencies, row: ToolRow) => ({ ...row, url: deps.urlOf(row.name), git: deps.gitUrlOf(row.name) });

async function detail(deps: HttpDependencies, name: ToolName) {
  const row = await deps.store.tool(name);
  if (row === null) throw new SluiceError("not-found", `There is no tool ${name}.`);
  const { finding: licence } = await toolLicence(deps.store, deps.licences, name);
  return { ...withUrls(deps, row), members: await deps.store.members(name), licence, protection: await deps.store.protection(name) };
}

export const toolHandlers: Pick<Handlers, Names> = {
  "tools.list": async ({ deps, me, query }) => {
    const page = pageOf(query);
    const rows = await (me.admin ? deps.store.toolsSeenBy(me.user, page) : deps.store.tools(me.user, page));
    return rows.filter((row) => me.tool === null || row.name === me.tool).map((row) => withUrls(deps, row));
  },
  "tools.create": async ({ deps, me, body }) => {
    if (me.tool !== null) throw new SluiceError("not-allowed", `This token is for ${me.tool} only.`);
    await createTool(deps, body.name, me.user);
    return detail(deps, body.name);
  },
  "tools.show": ({ deps, params }) => detail(deps, params.tool),
  "tools.status": ({ deps, params }) => deps.status(params.tool),
  "tools.delete": async ({ deps, me, params }) => {
    await deleteTool(deps, params.tool, me.user);
    return { done: true };
  },
  "tools.protect": async ({ deps, me, params }) => {
    const protection = { by: me.user, at: deps.clock.now() as Moment };
    if (await deps.store.protect(params.tool, protection)) return protection;
    throw new SluiceError("wrong-state", `${params.tool} is protected already.`);
  },
  "tools.unprotect": async ({ deps, params }) => {
    if (await deps.store.unprotect(params.tool)) return { done: true };
    throw new SluiceError("wrong-state", `${params.tool} is not protected.`);
  },
  "tools.logs": ({ deps, params, query, signal }) => deps.kept.read(params.tool, query, signal),
  "members.set": ({ deps, params, body }) => setMember(deps.store, params.tool, params.user, body.role),
  "members.remove": async ({ deps, params }) => {
    await removeMember(deps.store, params.tool, params.user);
    return { done: true };
  },
};
