import type { ReleaseFile, RunName } from "@sluice/contract";
import { digestOf } from "../releases/change-release.ts";
import type { ChangedFile } from "../ports/control-push.ts";
import type { PreviewStore } from "../ports/preview-store.ts";
import type { Registry } from "../ports/registry.ts";
import type { ToolStore } from "../ports/store.ts";
import { previewOf } from "../previews/run-name.ts";
import type { ImageUse } from "../pruning/use-image.ts";
import { hostProblem } from "./component-host.ts";
import { componentOfPath, readComponentFile } from "./component-files.ts";
import { largestFile } from "./read-yaml.ts";
import { readReleaseFile, toolOfPath } from "./release-files.ts";

export interface CheckDependencies {
  readonly store: Pick<ToolStore, "tool"> & Pick<PreviewStore, "preview">;
  readonly registry: Pick<Registry, "host" | "resolve">;
  readonly images: Pick<ImageUse, "use">;
  /** Below it are the tools' host names. */
  readonly domain: string;
}

/** A tool's file that is as it must be, and where its number stands. */
export interface CheckedRelease {
  readonly file: ReleaseFile;
  readonly place: string;
}

export interface Checked {
  /** Each with path and line; none when all is well. */
  readonly problems: readonly string[];
  readonly releases: readonly CheckedRelease[];
}

const releaseFile = /^(tools|components)\/[^/]+\/release\.ya?ml$/;

/** Looks at what a push changes. Other files than `release.yaml` may be anything small. */
export async function checkChanges(deps: CheckDependencies, changes: readonly ChangedFile[]): Promise<Checked> {
  const problems: string[] = [];
  const releases: CheckedRelease[] = [];
  for (const change of changes) {
    if (change.kind === "removed") continue;
    const found = await checkOne(deps, change);
    problems.push(...found.problems);
    releases.push(...found.releases);
  }
  return { problems, releases };
}

async function checkOne(deps: CheckDependencies, change: ChangedFile): Promise<Checked> {
  const { path, kind, bytes, data } = change;
  const wrong = (...problems: readonly string[]): Checked => ({ problems, releases: [] });
  if (kind !== "file") return wrong(`${path}:1: is a ${kind === "link" ? "symbolic link" : "submodule"}: only files are kept here`);
  if (bytes > largestFile) return wrong(`${path}:1: has ${bytes} bytes, a file may have ${largestFile}`);
  if (!releaseFile.test(path) || data === null) return wrong();
  if (path.endsWith(".yml")) return wrong(`${path}:1: is not read: name it release.yaml`);
  const [folder, name] = path.split("/");
  if (folder === "components") {
    const component = componentOfPath(path);
    if (component === null) return wrong(`${path}:1: ${name ?? ""} is no name for a component: 2 to 40 of a-z, 0-9 and -`);
    const read = readComponentFile(component, data);
    if (!read.ok) return wrong(...read.problems);
    const { image, host } = read.value;
    const problem = host === undefined ? null : hostProblem(host, deps.domain);
    const wrongHost = problem === null ? [] : [`${read.place("host")}: host: ${problem}`];
    return wrong(...wrongHost, ...(await checkImage(deps, image, read.place("image"))));
  }
  const tool = toolOfPath(path);
  if (tool === null) return wrong(`${path}:1: ${name ?? ""} is no name for a tool: 2 to 40 of a-z, 0-9 and -`);
  const read = readReleaseFile(tool, data);
  if (!read.ok) return wrong(...read.problems);
  const missing = await missingText(deps, tool);
  if (missing !== null) return wrong(`${path}:1: ${missing}`);
  const problems = await checkImage(deps, read.value.image, read.place("image"));
  return { problems, releases: problems.length > 0 ? [] : [{ file: read.value, place: read.place("release") }] };
}

/** Previews are begun by deploying to them: their time to live is known to the platform only. */
async function missingText({ store }: CheckDependencies, run: RunName): Promise<string | null> {
  const key = previewOf(run);
  if (key === null) return (await store.tool(run)) === null ? `there is no tool ${run}: create it first` : null;
  const found = await store.preview(key);
  return found === null || found.ending ? `there is no preview ${key.name} of ${key.tool}: deploy to it first` : null;
}

/** An image of our own registry must be there; of another one we know nothing before it is pulled. */
async function checkImage({ registry, images }: CheckDependencies, image: string, place: string): Promise<readonly string[]> {
  if (!image.startsWith(`${registry.host}/`)) return [];
  const repository = image.slice(0, image.lastIndexOf("@"));
  const isOurs = await images.use(digestOf(image));
  if (isOurs && (await registry.resolve(repository, digestOf(image))) !== null) return [];
  return [`${place}: image: the registry has no ${digestOf(image).slice(0, 19)}… in ${repository}: it never had, or it was pruned`];
}
