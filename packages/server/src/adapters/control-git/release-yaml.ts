import { ReleaseFile, ToolName } from "@sluice/contract";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { ControlEntry } from "../../core/ports/control.ts";

/** Larger files are refused: no release needs more. */
const largest = 256 * 1024;

export function releasePath(tool: ToolName): string {
  return `tools/${tool}/release.yaml`;
}

/** The tool that a path belongs to, or null when it is none of ours. */
export function toolOfPath(path: string): ToolName | null {
  const name = /^tools\/([^/]+)\//.exec(path)?.[1];
  const parsed = ToolName.safeParse(name);
  return parsed.success ? parsed.data : null;
}

/** Keys in a fixed order, so that a change of one value is a change of one line. */
export function writeRelease(file: ReleaseFile): string {
  const { tool, release, image, commit, pipeline, build, settings, release_command, processes, jobs, promote } = ReleaseFile.parse(file);
  const text = {
    tool,
    release,
    image,
    commit,
    pipeline,
    build,
    settings,
    ...(release_command === undefined ? {} : { release_command }),
    processes: sorted(processes),
    ...(Object.keys(jobs).length === 0 ? {} : { jobs: sorted(jobs) }),
    ...(promote === undefined ? {} : { promote }),
  };
  return stringify(text, { lineWidth: 0 });
}

function sorted<T>(parts: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function readRelease(tool: ToolName, data: Buffer): ControlEntry {
  const path = releasePath(tool);
  const broken = (problem: string): ControlEntry => ({
    kind: "broken",
    tool,
    problem: `${path}: ${problem}`,
  });
  if (data.length > largest) return broken(`is ${data.length} bytes, at most ${largest} are read`);
  let value: unknown;
  try {
    value = parse(data.toString("utf8"), { maxAliasCount: 10 });
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  const parsed = ReleaseFile.safeParse(value);
  if (!parsed.success) return broken(z.prettifyError(parsed.error));
  if (parsed.data.tool !== tool) return broken(`names the tool ${parsed.data.tool}, it must be ${tool}`);
  return { kind: "release", tool, file: parsed.data };
}
