import { imageMeant } from "../image-meant.ts";
import type { Handlers } from "../handler.ts";

export const sbomHandlers: Pick<Handlers, "sboms.show"> = {
  "sboms.show": async ({ deps, params, query }) => {
    const { image, commit } = await imageMeant(deps, params.tool, query.build);
    return JSON.parse(await deps.sboms.of({ tool: params.tool, image: `${params.tool}@${image}`, commit })) as unknown;
  },
};
