import { SluiceError } from "@sluice/contract";
import type { Handlers } from "../handler.ts";

type Names = "packages.show" | "bases.list" | "bases.refresh";

export const packageHandlers: Pick<Handlers, Names> = {
  "packages.show": ({ deps, params }) => deps.rebases.packages(params.tool),
  "bases.list": ({ deps }) => deps.bases.status(),
  "bases.refresh": async ({ deps, params }) => {
    deps.bases.begin(params.base);
    const status = (await deps.bases.status()).find(({ base }) => base === params.base);
    if (status === undefined) throw new SluiceError("not-found", `There is no base ${params.base}.`);
    return status;
  },
};
