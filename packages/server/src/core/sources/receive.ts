import type { RefResult, RefUpdate } from "./git-server.ts";
import { refusalOf } from "./limits.ts";
import type { PushDeps } from "./push-deps.ts";
import { deployTarget, deployRefs } from "./deploy-target.ts";
import { embargoedPipelines } from "../embargoes/embargoed-pipelines.ts";
import { pushedRef, starts } from "../pipelines/starts.ts";
import { decideThemselves, manifestAt } from "../pipelines/manifest-at.ts";
import { isCommit, type Push } from "./queue-build.ts";
import { receiveDeploy } from "./receive-deploy.ts";
import { allOption, type Pushed, receivePipelines } from "./receive-pipelines.ts";
import { receiveRelease } from "./receive-release.ts";

export type { Push } from "./queue-build.ts";

/** Decides over every ref of a push: release branches deploy, other branches and tags are stored. */
export async function receivePush(deps: PushDeps, push: Push, updates: readonly RefUpdate[]): Promise<readonly RefResult[]> {
  const { refs } = deps.options.limits;
  if (updates.length > refs) return updates.map(({ ref }) => refused(ref, `more than ${refs} refs, the limit of refs in a push`));
  const results: RefResult[] = [];
  // The stored ones first: a build may take minutes.
  for (const update of updates.toSorted((a, b) => Number(deploys(deps, a)) - Number(deploys(deps, b)))) {
    const refusal = await refusalOfUpdate(deps, push, update);
    const accepted = refusal === null;
    await audit(deps, push, update, refusal);
    results.push(accepted ? await accept(deps, push, update) : refused(update.ref, refusal));
  }
  return results;
}

async function accept(deps: PushDeps, push: Push, update: RefUpdate): Promise<RefResult> {
  const branch = branchOf(update.ref);
  const target = deployTarget(update.ref);
  if (target !== null) return receiveDeploy(deps, push, update, target);
  const pushed = await pipelinesOf(deps, push, update);
  if (pushed !== null) return receivePipelines(deps, push, update, pushed);
  return branch !== null && deploys(deps, update) ? receiveRelease(deps, push, update, branch) : storeRef(deps, push, update);
}

/** What a ref has to say of its pipelines; null when it is released or stored whatever they say. */
async function pipelinesOf({ sources, store, options }: PushDeps, { tool, say }: Push, { ref, to }: RefUpdate): Promise<Pushed | null> {
  const pushed = pushedRef(ref, options.releaseBranches);
  const hash = pushed !== null && isCommit(to) ? await sources.commitOf(tool, to) : null;
  if (pushed === null || hash === null) return null;
  const read = await manifestAt({ sources }, tool, hash);
  // what is wrong is told where it would be built, and stored elsewhere
  if (read?.kind !== "read" || !decideThemselves(read)) return null;
  const { pipelines, leftOut } = await embargoedPipelines(store, tool, read.pipelines);
  if (!pushed.deploys && !pipelines.some((pipeline) => starts(pipeline, pushed))) return null;
  for (const { name, tool: other } of leftOut)
    say(`Pipeline ${name} goes to ${other ?? ""}, which others see: it is not built under embargo.`);
  return { commit: await sources.commit(tool, hash), ref: pushed, pipelines };
}

async function storeRef({ sources, options }: PushDeps, { tool, say }: Push, { ref, from, to }: RefUpdate): Promise<RefResult> {
  const name = ref.replace(/^refs\/(heads|tags)\//, "");
  if (!(await sources.updateRef(tool, ref, from, isCommit(to) ? to : null))) return refused(ref, moved(name));
  if (isCommit(to)) say(`${name} is stored and not deployed: only ${options.releaseBranches.join(" and ")} deploy.`);
  return { ref, ok: true };
}

async function refusalOfUpdate(deps: PushDeps, push: Push, update: RefUpdate): Promise<string | null> {
  const { sources, options } = deps;
  const { tool } = push;
  const branch = branchOf(update.ref);
  const target = deployTarget(update.ref);
  if (target === null && update.ref.startsWith("refs/deploy/")) return `push to ${deployRefs}`;
  if (target === null && branch === null && !update.ref.startsWith("refs/tags/")) return "only branches and tags are stored";
  if (target === null && push.options.some((option) => option !== allOption))
    return `push options are only for ${deployRefs}; other refs take -o ${allOption}, which builds all pipelines`;
  if (target !== null && !isCommit(update.to)) return "there is nothing to delete here; a preview goes by: sluice previews delete";
  if (!isCommit(update.to)) return deploys(deps, update) ? `${branch} is a release branch and cannot be deleted` : null;
  const [now, entries] = await Promise.all([
    branch === null ? null : sources.branch(tool, branch),
    sources.entries(tool, update.to, options.limits.files),
  ]);
  if (branch !== null && isStale(now, update.from)) return moved(branch);
  if (entries === null) return "it is no commit whose files can be listed in 30 s";
  return refusalOf(entries, options.limits);
}

async function audit({ store, clock }: PushDeps, push: Push, { ref, from, to }: RefUpdate, refusal: string | null): Promise<void> {
  await store.audit({
    at: clock.now() as Parameters<typeof store.audit>[0]["at"],
    user: push.principal.user,
    action: "git.push",
    subject: push.tool,
    from: push.address,
    result: refusal === null ? "done" : "refused",
    detail: { ref, from, to, ...(refusal === null ? {} : { reason: refusal }) },
  });
}

function deploys({ options }: PushDeps, { ref }: RefUpdate): boolean {
  const branch = branchOf(ref);
  return deployTarget(ref) !== null || (branch !== null && options.releaseBranches.includes(branch));
}

function branchOf(ref: string): string | null {
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
}

function isStale(now: string | null, from: string): boolean {
  return now === null ? isCommit(from) : now !== from;
}

function moved(name: string): string {
  return `${name} has moved meanwhile: fetch first`;
}

function refused(ref: string, reason: string): RefResult {
  return { ref, ok: false, reason };
}
