import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunName, SluiceError, type ToolName } from "@sluice/contract";
import { componentEntry } from "../../core/components/component-entry.ts";
import { componentPath, readComponentFile } from "../../core/control/component-files.ts";
import { releaseEntry, releasePath } from "../../core/control/release-files.ts";
import type { Components } from "../../core/ports/components.ts";
import type { Control, ControlEntry } from "../../core/ports/control.ts";

/** The control repository as plain files: a checkout, read as it is. There is one state of it, and nothing commits to it. */
export interface ControlDirectory extends Control {
  readonly components: Components;
}

type Folder = "tools" | "components";
type ReadEntry = (name: ToolName) => Promise<ControlEntry | null>;
const onlyState = "checkout";

/** Throws `invalid-request` for a directory without a file of ours, which hardly is what was meant. */
export async function openControlDirectory(directory: string): Promise<ControlDirectory> {
  const text = (path: string): Promise<Buffer | null> => readIfFile(join(directory, path));
  const toolEntry: ReadEntry = async (tool) => {
    const data = await text(releasePath(tool));
    return data === null ? null : releaseEntry(tool, data);
  };
  const entryOfComponent: ReadEntry = async (name) => {
    const data = await text(componentPath(name));
    return data === null ? null : componentEntry(name, data, (reference) => text(`components/${name}/${reference}`));
  };
  const fileOfComponent = async (name: ToolName) => {
    const data = await text(componentPath(name));
    const read = data === null ? null : readComponentFile(name, data);
    return read?.ok === true ? read.value : null;
  };
  const tools = viewOf(directory, "tools", toolEntry);
  const components = viewOf(directory, "components", entryOfComponent);
  if ((await tools.readAll(onlyState)).length + (await components.readAll(onlyState)).length === 0) {
    throw new SluiceError("invalid-request", `${directory} is no checkout of a control repository: it has no tools/<tool>/release.yaml.`);
  }
  return {
    ...tools,
    components: {
      control: components,
      file: fileOfComponent,
      async contents(name) {
        const files = Object.entries((await fileOfComponent(name))?.files ?? {});
        const read = files.map(async ([path, reference]) => [path, await text(`components/${name}/${reference}`)] as const);
        return new Map((await Promise.all(read)).flatMap(([path, data]) => (data === null ? [] : [[path, data] as const])));
      },
    },
  };
}

function viewOf(directory: string, folder: Folder, read: ReadEntry): Control {
  async function readAll(): Promise<readonly ControlEntry[]> {
    const names = (await namesIn(join(directory, folder))).flatMap((name) => {
      const parsed = RunName.safeParse(name);
      return parsed.success ? [parsed.data] : [];
    });
    return (await Promise.all(names.map(read))).filter((entry) => entry !== null);
  }
  return {
    head: () => Promise.resolve(onlyState),
    read,
    readAll,
    changed: async () => (await readAll()).map(({ tool }) => tool),
    commit: () => Promise.reject(new SluiceError("wrong-state", "nothing is committed to a checkout")),
    watch: () => Promise.resolve(),
  };
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readIfFile(path: string): Promise<Buffer | null> {
  try {
    return (await stat(path)).isFile() ? await readFile(path) : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
