import type { Me, Moment } from "@sluice/contract";
import type { HttpDependencies } from "./dependencies.ts";

/** Writes down that an admin looks into embargoed work of others, before anything of it is shown. */
export async function noteLook(
  deps: Pick<HttpDependencies, "store" | "clock">,
  { user }: Pick<Me, "user">,
  subject: string,
  from = "",
): Promise<void> {
  const at = deps.clock.now() as Moment;
  await deps.store.audit({ at, user, action: "embargo.look", subject, from, result: "done", detail: {} });
}
