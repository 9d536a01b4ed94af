import { manifestFile, type CommitHash, type Pipeline, type ToolName } from "@sluice/contract";
import { type DeployOptions, readDeployOptions, uploadWords } from "./deploy-options.ts";
import type { DeployTarget } from "./deploy-target.ts";
import type { RefResult, RefUpdate } from "./git-server.ts";
import type { PushDeps } from "./push-deps.ts";
import { plainLine } from "./push-line.ts";
import { embargoedPipelines } from "../embargoes/embargoed-pipelines.ts";
import { manifestAt, pipelineTo } from "../pipelines/manifest-at.ts";
import { type Push, queueAndFollow, refuseManifest } from "./queue-build.ts";

/** Queues a build of what was pushed to `refs/deploy/…`, to the tool or a preview, and shows it to its end. No branch moves. */
export async function receiveDeploy(deps: PushDeps, push: Push, update: RefUpdate, target: DeployTarget): Promise<RefResult> {
  const options = readDeployOptions(push.options, target.kind);
  if (typeof options === "string") return { ref: update.ref, ok: false, reason: options };
  const commit = await deps.sources.commit(push.tool, update.to as CommitHash);
  const words = options.upload === null ? "" : ` (${uploadWords(options.upload)})`;
  const what = options.upload === null ? `commit ${commit.hash.slice(0, 7)}` : "upload";
  const { user } = push.principal;
  const to = target.kind === "preview" ? `preview ${target.name}` : push.tool;
  const header = plainLine(`${push.tool}: ${what} "${commit.subject}"${words} by ${user} to ${to}`);
  push.say(header);
  const refusal =
    (await refuseManifest(deps, push, update)) ??
    (await refusePipeline(deps, push, update)) ??
    (await wish(deps, push, update, target, options, commit.subject));
  if (refusal !== null) return refusal;
  const read = await manifestAt(deps, push.tool, commit.hash);
  const pipeline = read?.kind === "read" ? await ownPipeline(deps, push.tool, read.pipelines) : undefined;
  return queueAndFollow(deps, push, update, commit, {
    header,
    ...(pipeline === undefined ? {} : { pipeline: pipeline.name }),
    subject: `${commit.subject}${words}`,
    cause: `${options.upload === null ? "deployment" : "upload"} by ${user}`,
    key: target.kind === "preview" ? `preview:${target.name}` : "deploy",
    branch: "",
    branchFrom: update.from,
    preview: target.kind === "preview" ? target.name : null,
    upload: options.upload,
  });
}

/** Of several pipelines, the one that goes to the tool is deployed; the others are for pushes. */
async function refusePipeline(deps: PushDeps, { tool, say }: Push, { ref, to }: RefUpdate): Promise<RefResult | null> {
  const read = await manifestAt(deps, tool, to as CommitHash);
  if (read?.kind !== "read" || (await ownPipeline(deps, tool, read.pipelines)) !== undefined) return null;
  say(
    `${manifestFile} has the pipelines ${read.pipelines.map(({ name }) => name).join(", ")}, and none goes to ${tool}: push a branch, or deploy to the tool of one.`,
  );
  return { ref, ok: false, reason: `${manifestFile} has no pipeline for ${tool}: your code` };
}

async function ownPipeline({ store }: PushDeps, tool: ToolName, all: readonly Pipeline[]): Promise<Pipeline | undefined> {
  const { pipelines } = await embargoedPipelines(store, tool, all);
  return pipelineTo(tool, tool, pipelines);
}

/** The preview is there before its build, so that there are never too many. */
async function wish(
  deps: PushDeps,
  { tool, principal, say }: Push,
  { ref, to }: RefUpdate,
  target: DeployTarget,
  { upload, ttl, secrets }: DeployOptions,
  subject: string,
): Promise<RefResult | null> {
  if (target.kind === "tool") return null;
  const commit = to as CommitHash;
  const source = upload === null ? { kind: "commit" as const, commit } : { kind: "upload" as const, commit, ...upload };
  const wished = await deps.wishPreview({ tool, name: target.name, by: principal.user, source, subject: plainLine(subject), ttl, secrets });
  if (wished.kind === "refused") return { ref, ok: false, reason: wished.why };
  say(wished.line);
  return null;
}
