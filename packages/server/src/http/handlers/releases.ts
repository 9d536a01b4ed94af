import { SluiceError } from "@sluice/contract";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

export const releaseHandlers: Pick<Handlers, "releases.list" | "releases.show"> = {
  "releases.list": ({ deps, params, query }) => deps.store.releases(params.tool, pageOf(query)),
  "releases.show": async ({ deps, params }) => {
    const release = await deps.store.release(params.tool, params.release);
    if (release === null) throw new SluiceError("not-found", `${params.tool} has no release v${params.release}.`);
    return release;
  },
};
