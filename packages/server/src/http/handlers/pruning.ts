import type { Handlers } from "../handler.ts";

export const pruningHandlers: Pick<Handlers, "pruning.show" | "pruning.run"> = {
  "pruning.show": ({ deps, query }) => deps.pruner.show(query),
  "pruning.run": async ({ deps, note }) => {
    const result = await deps.pruner.run();
    note({ removed: result.removed, kinds: result.kinds, problems: result.problems });
    return result;
  },
};
