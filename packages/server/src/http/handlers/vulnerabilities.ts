import { SluiceError } from "@sluice/contract";
import { imageMeant } from "../image-meant.ts";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

export const vulnerabilityHandlers: Pick<Handlers, "vulnerabilities.list" | "vulnerabilities.show"> = {
  "vulnerabilities.list": ({ deps, query }) => deps.store.liveScans(pageOf(query)),
  "vulnerabilities.show": async ({ deps, params, query }) => {
    const { tool } = params;
    const { image, commit } = await imageMeant(deps, tool, query.build);
    const kept = await deps.store.scan(tool, image);
    if (kept !== null) return kept;
    if (deps.scans !== null) return deps.scans.of({ tool, image, commit });
    throw new SluiceError("wrong-state", "No scanner is configured here, so vulnerable packages are not known. An admin sets --scanner.");
  },
};
