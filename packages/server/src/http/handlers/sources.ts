import { refuseElsewhere } from "../../core/embargoes/under-embargo.ts";
import type { Handlers } from "../handler.ts";

type Names =
  | "source.show"
  | "source.set"
  | "source.key"
  | "source.forget-hosts"
  | "source.remove"
  | "source.check"
  | "source.hooks"
  | "source.hook"
  | "source.unhook"
  | "source.statuses"
  | "source.status"
  | "source.unstatus";

export const sourceHandlers: Pick<Handlers, Names> = {
  "source.show": ({ deps, params }) => deps.source.show(params.tool),
  "source.set": ({ deps, me, params, body, note }) => {
    refuseElsewhere(params.tool);
    note({
      url: body.url,
      branch: body.branch,
      previews: body.previews,
      ...(body.token === undefined ? {} : { tokenUser: body.token.user }),
    });
    return deps.source.set(params.tool, body, me.user);
  },
  "source.remove": async ({ deps, params }) => {
    await deps.source.remove(params.tool);
    return { done: true };
  },
  "source.key": ({ deps, params }) => deps.source.newKey(params.tool),
  "source.forget-hosts": async ({ deps, params }) => {
    await deps.source.forgetHosts(params.tool);
    return { done: true };
  },
  "source.check": ({ deps, params }) => deps.source.check(params.tool),
  "source.hooks": ({ deps, params }) => deps.hooks.list(params.tool),
  "source.hook": ({ deps, me, params, body, note }) => {
    refuseElsewhere(params.tool);
    note({ forge: body.forge });
    return deps.hooks.create(params.tool, body.forge, me.user);
  },
  "source.unhook": async ({ deps, params }) => {
    await deps.hooks.remove(params.tool, params.forge);
    return { done: true };
  },
  "source.statuses": ({ deps, params }) => deps.statuses.list(params.tool),
  "source.status": ({ deps, me, params, body, note }) => {
    refuseElsewhere(params.tool);
    note({ forge: body.forge, api: body.api });
    return deps.statuses.set(params.tool, body, me.user);
  },
  "source.unstatus": async ({ deps, params }) => {
    await deps.statuses.remove(params.tool);
    return { done: true };
  },
};
