import { isEmbargo, type Me, SluiceError, type ToolName } from "@sluice/contract";
import { reaches } from "../core/access/principal.ts";
import { signIn } from "../core/access/sign-in.ts";
import { looksIn } from "../core/embargoes/cover-audit.ts";
import { createTool } from "../core/tools/create-tool.ts";
import type { HttpDependencies } from "./dependencies.ts";
import type { GitAccess } from "./git/git-access.ts";
import { noteLook } from "./note-look.ts";

/** Who may fetch and push: members may fetch, maintainers push, admins both; narrow tokens only on their tool. */
export function gitAccess(deps: HttpDependencies): GitAccess {
  return {
    authenticate: (token, address) => signIn(deps, token, address),
    async mayRead(me, tool) {
      if ((me.scope !== "all" && me.scope !== "read") || !reaches(me, tool)) return false;
      if ((await deps.store.tool(tool)) === null) return false;
      if (await looksIn(deps.store, me, tool)) await noteLook(deps, me, tool);
      return me.admin || (await deps.store.role(tool, me.user)) !== null;
    },
    async mayPush(me, tool) {
      if ((me.scope !== "all" && me.scope !== "tool:push") || !reaches(me, tool)) return false;
      if (await looksIn(deps.store, me, tool)) await noteLook(deps, me, tool);
      return me.admin || (await deps.store.role(tool, me.user)) === "maintainer";
    },
    async ensureTool(me, tool) {
      if (isEmbargo(tool)) return needVisible(deps, me, tool);
      if ((await deps.store.tool(tool)) !== null) return;
      if (me.scope !== "all" || me.tool !== null)
        throw new SluiceError("not-allowed", `There is no tool ${tool}, and this token may not create tools.`);
      await createTool(deps, tool, me.user);
      await deps.store.audit({
        at: deps.clock.now() as Parameters<typeof deps.store.audit>[0]["at"],
        user: me.user,
        action: "tool.create",
        subject: tool,
        from: "",
        result: "done",
        detail: { by: "git push" },
      });
    },
  };
}

/** No push makes an embargo, and one that the pusher may not see is as one that is not there. */
async function needVisible({ store }: HttpDependencies, me: Me, tool: ToolName): Promise<void> {
  const isThere = (await store.tool(tool)) !== null;
  if (isThere && reaches(me, tool) && (me.admin || (await store.role(tool, me.user)) !== null)) return;
  throw new SluiceError("not-found", `There is no tool ${tool} that you may see.`);
}
