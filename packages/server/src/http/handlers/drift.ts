import { staleOf, staleOfAll } from "../../core/releases/stale.ts";
import type { Handlers } from "../handler.ts";

type Names = "drift.list" | "drift.show" | "stale.list" | "stale.show";

export const driftHandlers: Pick<Handlers, Names> = {
  "drift.list": ({ deps }) => deps.drift(null),
  "drift.show": ({ deps, params }) => deps.drift(params.tool),
  "stale.list": ({ deps }) => staleOfAll(deps),
  "stale.show": ({ deps, params }) => staleOf(deps, params.tool),
};
