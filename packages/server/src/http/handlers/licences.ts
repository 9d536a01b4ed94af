import { type Moment, SluiceError } from "@sluice/contract";
import { toolLicence } from "../../core/licences/check-licence.ts";
import { mustBeIds } from "../../core/licences/allowed-ids.ts";
import type { Handlers } from "../handler.ts";

export const licenceHandlers: Pick<Handlers, "licences.show" | "licences.set" | "licences.unset"> = {
  "licences.show": ({ deps, params }) => toolLicence(deps.store, deps.licences, params.tool),
  "licences.set": async ({ deps, me, params, body, note }) => {
    note({ ...body });
    await mustBeIds(body.also, "body.also");
    if ((await deps.store.tool(params.tool)) === null) throw new SluiceError("not-found", `There is no tool ${params.tool}.`);
    await deps.store.putLicencePolicy(params.tool, { ...body, by: me.user, at: deps.clock.now() as Moment });
    return toolLicence(deps.store, deps.licences, params.tool);
  },
  "licences.unset": async ({ deps, params }) => {
    if (await deps.store.removeLicencePolicy(params.tool)) return { done: true };
    throw new SluiceError("wrong-state", `${params.tool} has no licence policy of its own.`);
  },
};
