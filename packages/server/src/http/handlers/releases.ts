import { Moment, SluiceError, type Release, type ReleaseNumber, type ToolName } from "@sluice/contract";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";
import { needMaintainer } from "../need-maintainer.ts";
import { pageOf } from "../page-of.ts";

type Names =
  | "releases.list"
  | "releases.show"
  | "releases.log"
  | "releases.rollback"
  | "releases.promote"
  | "releases.pin"
  | "releases.unpin"
  | "releases.pause"
  | "releases.resume";

async function releaseOf(deps: HttpDependencies, tool: ToolName, number: ReleaseNumber): Promise<Release> {
  const release = await deps.store.release(tool, number);
  if (release === null) throw new SluiceError("not-found", `${tool} has no release v${number}.`);
  return release;
}

export const releaseHandlers: Pick<Handlers, Names> = {
  "releases.list": async ({ deps, params, query }) =>
    deps.releases.listed(params.tool, await deps.store.releases(params.tool, pageOf(query))),
  "releases.show": async ({ deps, params }) =>
    (await deps.releases.listed(params.tool, [await releaseOf(deps, params.tool, params.release)]))[0],
  "releases.log": async function* ({ deps, params, query, signal }) {
    yield* deps.releases.log(await releaseOf(deps, params.tool, params.release), query, signal);
  },
  "releases.rollback": ({ deps, me, params, body }) => deps.releases.rollback({ tool: params.tool, by: me.user, release: body.release }),
  "releases.promote": async ({ deps, me, params, body }) => {
    const to = body.to ?? (await deps.releases.promotesTo(params.tool));
    await needMaintainer(deps, me, to);
    const release = await deps.releases.promote({ from: params.tool, to, by: me.user });
    // The entry that every change has names the tool of the path; this one names the tool that was changed.
    const at = Moment.parse(deps.clock.now());
    const detail = { from: params.tool, release: release.number };
    await deps.store.audit({ at, user: me.user, action: "release.promoted", subject: to, from: params.tool, result: "done", detail });
    return release;
  },
  "releases.pin": ({ deps, me, params, body, note }) => {
    note({ why: body.why });
    return deps.releases.pin(params.tool, params.release, { by: me.user, why: body.why });
  },
  "releases.unpin": async ({ deps, params }) => {
    await deps.releases.unpin(params.tool, params.release);
    return { done: true };
  },
  "releases.pause": ({ deps, me, params, body }) => deps.releases.pause(params.tool, { by: me.user, why: body.why }),
  "releases.resume": async ({ deps, params }) => ({ release: await deps.releases.resume(params.tool) }),
};
