import { SluiceError, type Preview, type PreviewDetail, type Release, type ToolName } from "@sluice/contract";
import type { PreviewRow } from "../ports/preview-store.ts";
import type { BuildRow } from "../ports/store.ts";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import { type PreviewKey, runNameOf } from "./run-name.ts";

type Dependencies = Pick<PreviewsDependencies, "store" | "urlOf" | "condition" | "redaction" | "processStatus">;

export async function listPreviews(deps: Dependencies, tool: ToolName): Promise<Preview[]> {
  return Promise.all((await deps.store.previews(tool)).map((row) => view(deps, row)));
}

export async function showPreview(deps: Dependencies, key: PreviewKey): Promise<PreviewDetail> {
  const preview = await view(deps, await needPreview(deps, key));
  return { ...preview, processes: [...(await deps.processStatus(runNameOf(key)))] };
}

export async function needPreview({ store }: Pick<PreviewsDependencies, "store">, key: PreviewKey): Promise<PreviewRow> {
  const row = await store.preview(key);
  if (row === null) throw noPreview(key);
  return row;
}

export function noPreview({ tool, name }: PreviewKey): SluiceError {
  return new SluiceError("not-found", `${tool} has no preview ${name}.`);
}

async function view(deps: Dependencies, { ending, ...row }: PreviewRow): Promise<Preview> {
  const run = runNameOf(row);
  const [build, live, redactor] = await Promise.all([
    deps.store.previewBuild(row),
    deps.store.liveRelease(run),
    deps.redaction.of(row.tool),
  ]);
  const { reason, ...state } = ending ? { state: "ending" as const, reason: null, fault: null } : stateOf(build, live, deps.condition(run));
  return {
    ...row,
    ...state,
    url: deps.urlOf(run),
    reason: reason === null ? null : redactor.text(reason),
    build: build?.id ?? null,
    release: live?.number ?? null,
    image: live?.image ?? null,
  };
}

type State = Pick<Preview, "state" | "reason" | "fault">;

/** What was asked for last counts: an older release that still serves does not make a failed one live. */
function stateOf(build: BuildRow | null, live: Release | null, condition: ReturnType<PreviewsDependencies["condition"]>): State {
  if (build === null) return { state: "failed", reason: "nothing arrived to be built: deploy to it again", fault: null };
  if (build.ended === null) return { state: build.release === null ? "building" : "deploying", reason: null, fault: null };
  if (build.state !== "succeeded") return { state: "failed", reason: build.reason ?? build.state, fault: build.fault };
  if (condition !== null && (condition.state === "failed" || condition.state === "stalled")) {
    return { state: "failed", reason: condition.reason, fault: null };
  }
  return live === null
    ? { state: "failed", reason: "nothing of it is live: deploy to it again", fault: null }
    : { state: "live", reason: null, fault: null };
}
