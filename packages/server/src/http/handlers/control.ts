import type { Handlers } from "../handler.ts";

type Names = "control.show" | "control.fetch" | "components.list" | "components.logs";

export const controlHandlers: Pick<Handlers, Names> = {
  "control.show": ({ deps }) => deps.control.status(),
  "control.fetch": async ({ deps }) => {
    await deps.control.fetch();
    return deps.control.status();
  },
  "components.list": ({ deps }) => deps.control.components(),
  "components.logs": ({ deps, params, query, signal }) => deps.control.kept.read(params.component, query, signal),
};
