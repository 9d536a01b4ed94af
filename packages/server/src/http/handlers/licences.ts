import { type Moment, SluiceError } from "@sluice/contract";
import { toolLicence } from "../../core/licences/check-licence.ts";
import { mustBeIds } from "../../core/licences/allowed-ids.ts";
import { listLicences } from "../../core/licences/list-licences.ts";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

export const licenceHandlers: Pick<Handlers, "licences.list" | "licences.show" | "licences.set" | "licences.unset"> = {
  "licences.list": ({ deps, query: { refused, policy, ...page } }) => {
    const rules = { ...deps.licences, policy: policy ?? deps.licences.policy };
    return listLicences(deps.store, rules, { ...pageOf(page), refused });
  },
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
