import { SluiceError, type ComponentFile, type ReleaseFile, type ToolName } from "@sluice/contract";
import { componentEntry } from "../../core/components/component-entry.ts";
import { componentOfPath, componentPath, readComponentFile } from "../../core/control/component-files.ts";
import type { Components } from "../../core/ports/components.ts";
import type { Control, ControlEntry } from "../../core/ports/control.ts";
import type { Commit } from "./commit-text.ts";
import type { GitPlace } from "./git.ts";
import type { ObjectReader } from "./object-reader.ts";
import { changedNames, listedFiles } from "./tree.ts";

/** The part of the repository below `components/`. */
export function componentView(
  place: GitPlace,
  reader: ObjectReader,
  ref: string,
  shared: Pick<Control, "head" | "watch">,
  commit: Commit,
): Components {
  /** The text that a release was read from: going back to it is writing it again. */
  const sources = new WeakMap<ReleaseFile, Buffer>();

  async function blob(name: ToolName, reference: string, at: string): Promise<Buffer | null> {
    const found = await reader.read(`${at}:components/${name}/${reference}`);
    return found?.type === "blob" ? found.data : null;
  }

  async function entry(name: ToolName, data: Buffer, at: string): Promise<ControlEntry> {
    const found = await componentEntry(name, data, (reference) => blob(name, reference, at));
    if (found.kind === "release") sources.set(found.file, data);
    return found;
  }

  async function read(name: ToolName, at: string): Promise<ControlEntry | null> {
    const found = await reader.read(`${at}:${componentPath(name)}`);
    return found === null ? null : entry(name, found.data, at);
  }

  async function file(name: ToolName, at = ref): Promise<ComponentFile | null> {
    const found = await reader.read(`${at}:${componentPath(name)}`);
    const parsed = found === null ? null : readComponentFile(name, found.data);
    return parsed?.ok === true ? parsed.value : null;
  }

  function sourceOf(release: ReleaseFile | null): string | null {
    if (release === null) return null;
    const source = sources.get(release);
    if (source === undefined) throw new SluiceError("internal", "only what was read from the control repository is written back to it");
    return source.toString("utf8");
  }

  return {
    file,
    async contents(name, at = ref) {
      const files = (await file(name, at))?.files ?? {};
      const read = await Promise.all(
        Object.entries(files).map(async ([path, reference]) => {
          const found = await blob(name, reference, at);
          return found === null ? [] : [[path, found] as const];
        }),
      );
      return new Map(read.flat());
    },
    control: {
      ...shared,
      read: (name, at) => read(name, at ?? ref),
      async readAll(at) {
        const files = await listedFiles(place, at, "components/", componentOfPath, componentPath);
        return Promise.all(files.map(async ({ name, hash }) => entry(name, (await reader.read(hash))?.data ?? Buffer.alloc(0), at)));
      },
      changed: (from, to) => changedNames(place, from, to, "components/", componentOfPath),
      commit: (name, release, message, over) =>
        commit({
          what: name,
          path: componentPath(name),
          folder: `components/${name}`,
          text: sourceOf(release),
          message,
          ...(over === undefined ? {} : { isOver: (present) => (present?.toString("utf8") ?? null) === sourceOf(over) }),
        }),
    },
  };
}
