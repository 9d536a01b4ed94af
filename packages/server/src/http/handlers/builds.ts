import { logName } from "../../core/builds/build-log.ts";
import { buildsTogether } from "../../core/builds/builds-together.ts";
import { buildOf } from "../build-of.ts";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

type Names = "builds.list" | "builds.show" | "builds.together" | "builds.log" | "builds.cancel";

export const buildHandlers: Pick<Handlers, Names> = {
  "builds.list": ({ deps, params, query }) => deps.store.builds(params.tool, pageOf(query)),
  "builds.show": ({ deps, params }) => buildOf(deps, params.tool, params.build),
  "builds.together": ({ deps, params }) => buildsTogether(deps.store, params.tool, params.build),
  "builds.log": async function* ({ deps, params, query, signal }) {
    await buildOf(deps, params.tool, params.build);
    yield* deps.logs.read(logName(params.build), query, signal);
  },
  "builds.cancel": async ({ deps, params }) => {
    await buildOf(deps, params.tool, params.build);
    return deps.cancelBuild(params.build);
  },
};
