import { ComponentFile, ComponentName } from "@sluice/contract";
import type { ToolName } from "@sluice/contract";
import { readYaml, type ReadYaml } from "./read-yaml.ts";

export function componentPath(name: ToolName): string {
  return `components/${name}/release.yaml`;
}

/** The component that a path belongs to, or null when it is none. */
export function componentOfPath(path: string): ToolName | null {
  const parsed = ComponentName.safeParse(/^components\/([^/]+)\//.exec(path)?.[1]);
  return parsed.success ? parsed.data : null;
}

/** A component's file, which must name the component whose folder it is in. */
export function readComponentFile(name: ToolName, data: Buffer): ReadYaml<ComponentFile> {
  const read = readYaml(componentPath(name), data, ComponentFile);
  if (!read.ok || read.value.component === name) return read;
  return { ok: false, problems: [`${read.place("component")}: component: names ${read.value.component}, it must be ${name}`] };
}
