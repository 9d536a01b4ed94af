import { type Moment, SluiceError } from "@sluice/contract";
import { acceptFindings } from "../../core/vulnerabilities/accept-findings.ts";
import { withAccepted } from "../../core/vulnerabilities/with-accepted.ts";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";
import { imageMeant } from "../image-meant.ts";
import { pageOf } from "../page-of.ts";

const now = ({ clock }: HttpDependencies): Moment => clock.now() as Moment;

type Names =
  | "vulnerabilities.list"
  | "vulnerabilities.show"
  | "vulnerabilities.accepted"
  | "vulnerabilities.accept"
  | "vulnerabilities.unaccept";

export const vulnerabilityHandlers: Pick<Handlers, Names> = {
  "vulnerabilities.list": async ({ deps, query }) => [...(await deps.store.liveScans(pageOf(query), now(deps)))],
  "vulnerabilities.show": async ({ deps, params, query }) => {
    const { tool } = params;
    const { image, commit } = await imageMeant(deps, tool, query.build);
    const scan = (await deps.store.scan(tool, image)) ?? (await deps.scans?.of({ tool, image, commit })) ?? null;
    if (scan !== null) return withAccepted(scan, await deps.store.acceptancesOf(tool, now(deps)));
    throw new SluiceError("wrong-state", "No scanner is configured here, so vulnerable packages are not known. An admin sets --scanner.");
  },
  "vulnerabilities.accepted": async ({ deps, query }) => [...(await deps.store.acceptances(pageOf(query)))],
  "vulnerabilities.accept": async ({ deps, me, body, note }) => {
    note({ ...body });
    return [...(await acceptFindings(deps, me.user, body))];
  },
  "vulnerabilities.unaccept": async ({ deps, params, query, note }) => {
    const { tool = null } = query;
    note({ ...params, tool });
    if (await deps.store.unaccept(params.finding, tool)) return { done: true };
    const where = tool === null ? "all tools" : tool;
    throw new SluiceError("not-found", `${params.finding} is not accepted for ${where}: see sluice vulnerabilities accepted.`);
  },
};
