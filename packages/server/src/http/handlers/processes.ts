import type { Handlers } from "../handler.ts";

export const processHandlers: Pick<Handlers, "processes.scale" | "processes.restart"> = {
  "processes.scale": async ({ deps, me, params, body }) => ({
    release: await deps.processes.scale(params.tool, body.replicas, me.user),
  }),
  "processes.restart": ({ deps, me, params, body }) => deps.processes.restart(params.tool, body.process ?? null, me.user),
};
