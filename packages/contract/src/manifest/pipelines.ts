import type { ToolName } from "../ids.ts";
import type { Path } from "./describe-issue.ts";
import type { Manifest } from "./manifest.ts";
import { pipelineShape, type ManifestPipeline } from "./pipeline.ts";

/** How one end result is made, and where it goes. */
export interface Pipeline {
  readonly name: string;
  /** What it is deployed to; null: the tool that is pushed to. */
  readonly tool: ToolName | null;
  /** False: only built and tested. */
  readonly deploy: boolean;
  /** Patterns of the paths of which one must have changed; null: any. */
  readonly paths: readonly string[] | null;
  readonly says: ManifestPipeline;
}

/** The only pipeline of a manifest that names none, and of a repository without a manifest. */
export const mainPipeline = "main";

/** The pipelines of a manifest, in the order of the file. */
export function pipelinesOf(manifest: Manifest): readonly Pipeline[] {
  const { pipelines, templates: _, ...says } = manifest;
  if (pipelines === undefined) {
    return [{ name: mainPipeline, tool: null, deploy: true, paths: says.watch === undefined ? null : pathsOf(says), says }];
  }
  return Object.entries(pipelines).map(([name, { tool = null, deploy = true, extends: _e, with: _w, ...own }]) => ({
    name,
    tool,
    deploy,
    paths: pathsOf(own),
    says: own,
  }));
}

function pathsOf({ directory, watch }: ManifestPipeline): readonly string[] | null {
  if (directory === undefined && watch === undefined) return null;
  // a folder's name may have what a pattern would read as more
  const folder = directory === undefined ? [] : [`/${directory.replaceAll(/[\\*?[]/g, "\\$&")}/**`];
  return [...folder, ...(watch ?? [])];
}

/** Whether a pipeline makes previews of reviews and nothing else: no push starts it, and the tool is never made by it. */
export function isForReviewsAlone({ on }: Pick<ManifestPipeline, "on">): boolean {
  return on?.change === true && on.branch === undefined && on.tag === undefined;
}

/** What pipelines of one manifest may not say together: what is wrong, and where. `line` tells the line of a path. */
export function pipelineProblems(
  manifest: Manifest,
  line: (path: Path) => number,
): readonly { readonly path: Path; readonly text: string }[] {
  const { pipelines } = manifest;
  if (pipelines === undefined) {
    return manifest.templates === undefined ? [] : [{ path: ["templates"], text: "templates: are for pipelines, and there are none" }];
  }
  const beside = Object.keys(pipelineShape).filter((key) => key in manifest);
  const names = Object.keys(pipelines);
  return [
    ...beside.map((key) => ({
      path: [key],
      text: `${key} stands in one of the pipelines, when there are some: pipelines.${names[0] ?? ""}.${key}`,
    })),
    ...Object.entries(pipelines).flatMap(([name, { deploy = true, tool, promote }]) => {
      if (deploy) return [];
      return [
        ...(tool === undefined
          ? []
          : [{ path: ["pipelines", name, "tool"], text: `pipelines.${name}.tool: is for what is deployed, and deploy is false` }]),
        ...(promote === undefined
          ? []
          : [{ path: ["pipelines", name, "promote"], text: `pipelines.${name}.promote: is for what is deployed, and deploy is false` }]),
      ];
    }),
    ...twice(pipelines, line),
    ...reviewProblems(pipelines, line),
  ];
}

/** A preview is one, of what runs. */
function reviewProblems(pipelines: NonNullable<Manifest["pipelines"]>, line: (path: Path) => number): { path: Path; text: string }[] {
  const entries = Object.entries(pipelines).filter(([, { on }]) => on?.change === true);
  const [first = ""] = entries.map(([name]) => name);
  return entries.flatMap(([name, { deploy = true }]) => {
    const path = ["pipelines", name, "on", "change"];
    const at = `${path.join(".")}:`;
    if (name !== first) {
      const before = `pipelines.${first} (line ${line(["pipelines", first, "on", "change"])})`;
      return [{ path, text: `${at} previews of reviews are made by ${before}; only one pipeline makes them` }];
    }
    return deploy ? [] : [{ path, text: `${at} a preview runs, and deploy is false` }];
  });
}

function twice(pipelines: NonNullable<Manifest["pipelines"]>, line: (path: Path) => number): { path: Path; text: string }[] {
  const first = new Map<string, string>();
  return Object.entries(pipelines).flatMap(([name, { deploy = true, tool, on }]) => {
    if (!deploy || isForReviewsAlone({ on })) return [];
    const to = tool ?? "";
    const other = first.get(to);
    if (other === undefined) {
      first.set(to, name);
      return [];
    }
    const path = tool === undefined ? ["pipelines", name] : ["pipelines", name, "tool"];
    const before = `pipelines.${other} (line ${line(tool === undefined ? ["pipelines", other] : ["pipelines", other, "tool"])})`;
    const where = tool === undefined ? "the tool that is pushed to" : tool;
    return [{ path, text: `pipelines.${name}: goes to ${where}, as ${before} does; give one of them its own tool, or deploy: false` }];
  });
}
