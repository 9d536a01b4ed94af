import { ReleaseFile, RunName, type ToolName } from "@sluice/contract";
import type { ControlEntry } from "../ports/control.ts";
import { previewOf } from "../previews/run-name.ts";
import { readYaml, type ReadYaml } from "./read-yaml.ts";

export function releasePath(tool: ToolName): string {
  return `tools/${tool}/release.yaml`;
}

/** The tool or preview that a path belongs to, or null when it is none of ours. */
export function toolOfPath(path: string): ToolName | null {
  const parsed = RunName.safeParse(/^tools\/([^/]+)\//.exec(path)?.[1]);
  return parsed.success ? parsed.data : null;
}

/** A tool's file, which must name the tool whose folder it is in. */
export function readReleaseFile(tool: ToolName, data: Buffer): ReadYaml<ReleaseFile> {
  const read = readYaml(releasePath(tool), data, ReleaseFile);
  if (!read.ok) return read;
  if (previewOf(tool) !== null && Object.keys(read.value.jobs).length > 0) {
    return { ok: false, problems: [`${read.place("jobs")}: jobs: a preview has none`] };
  }
  if (read.value.tool === tool) return read;
  return { ok: false, problems: [`${read.place("tool")}: tool: names ${read.value.tool}, it must be ${tool}`] };
}

export function releaseEntry(tool: ToolName, data: Buffer): ControlEntry {
  const read = readReleaseFile(tool, data);
  return read.ok ? { kind: "release", tool, file: read.value } : { kind: "broken", tool, problem: read.problems.join("\n") };
}
