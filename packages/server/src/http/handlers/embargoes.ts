import type { Embargo, EmbargoDetail } from "@sluice/contract";
import { SluiceError } from "@sluice/contract";
import { discloseEmbargo, needEmbargo } from "../../core/embargoes/disclose-embargo.ts";
import { openEmbargo } from "../../core/embargoes/open-embargo.ts";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";
import { noteLook } from "../note-look.ts";
import { needMaintainer } from "../need-maintainer.ts";

type Names = "embargoes.list" | "embargoes.open" | "embargoes.show" | "embargoes.disclose";

async function detail(deps: HttpDependencies, embargo: Embargo): Promise<EmbargoDetail> {
  const { tool } = embargo;
  return { ...embargo, url: deps.urlOf(tool), git: deps.gitUrlOf(tool), members: [...(await deps.store.members(tool))] };
}

export const embargoHandlers: Pick<Handlers, Names> = {
  "embargoes.list": async ({ deps, me, query }) => {
    if (query.all && !me.admin)
      throw new SluiceError("not-allowed", "Only admins see the embargoes of others, and are written down for it.");
    if (me.scope !== "all" && me.scope !== "read") throw new SluiceError("not-allowed", "This token is for git only.");
    if (query.all) await noteLook(deps, me, query.of ?? "embargoes");
    const rows = await deps.store.embargoes({ user: query.all ? null : me.user, of: query.of });
    return rows.filter(({ tool }) => me.tool === null || tool === me.tool);
  },
  "embargoes.open": async ({ deps, me, params, body, note }) => {
    if (me.tool !== null) throw new SluiceError("not-allowed", `This token is for ${me.tool} only.`);
    const embargo = await openEmbargo(deps, { of: params.tool, title: body.title, by: me.user, members: body.members });
    note({ embargo: embargo.tool });
    return detail(deps, embargo);
  },
  "embargoes.show": async ({ deps, params }) => detail(deps, await needEmbargo(deps.store, params.tool)),
  "embargoes.disclose": async ({ deps, me, params }) => {
    const { of } = await needEmbargo(deps.store, params.tool);
    if (of !== null) await needMaintainer(deps, me, of);
    return detail(deps, await discloseEmbargo(deps, params.tool, me.user));
  },
};
