import { Artifact, BuildId, Moment, ToolName } from "@sluice/contract";
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { ArtifactFiles, StoredArtifacts } from "../../core/ports/artifact-files.ts";

const Index = z.object({ at: Moment, artifacts: z.array(Artifact) });
type Index = z.infer<typeof Index>;

const partial = ".partial";

/**
 * A directory for each build, `<tool>/<build>`: the files under their numbers, as their names are a tenant's, and
 * `index.json` with the names. It gets its name when it is whole.
 */
export async function artifactFiles(directory: string): Promise<ArtifactFiles> {
  const place = (tool: ToolName, build: BuildId): string => join(directory, tool, String(build));
  const indexOf = async (path: string): Promise<Index | null> => {
    const text = await readFile(join(path, "index.json"), "utf8").catch(unlessMissing);
    return text === null ? null : Index.parse(JSON.parse(text));
  };
  const storedOf = async (tool: ToolName): Promise<readonly StoredArtifacts[]> => {
    const names = (await readdir(join(directory, tool)).catch(unlessMissing)) ?? [];
    const builds = names.flatMap((name) => BuildId.safeParse(name).data ?? []);
    const all = await Promise.all(builds.map(async (build) => ({ build, index: await indexOf(place(tool, build)) })));
    return all.flatMap(({ build, index }) => (index === null ? [] : [{ tool, build, at: index.at, bytes: sum(index.artifacts) }]));
  };
  // What a killed server was writing.
  await rm(join(directory, partial), { recursive: true, force: true });
  return {
    async put(tool, build, at, found) {
      const half = join(directory, partial, randomUUID());
      await mkdir(half, { recursive: true, mode: 0o700 });
      try {
        const artifacts: Artifact[] = [];
        for (const [index, { path, bytes, open }] of found.entries()) {
          const number = index + 1;
          await pipeline(Readable.from(open()), createWriteStream(join(half, String(number)), { mode: 0o600 }));
          artifacts.push({ number, path, bytes });
        }
        await writeFile(join(half, "index.json"), JSON.stringify({ at, artifacts } satisfies Index), { mode: 0o600 });
        await mkdir(join(directory, tool), { recursive: true, mode: 0o700 });
        await rm(place(tool, build), { recursive: true, force: true });
        await rename(half, place(tool, build));
      } finally {
        await rm(half, { recursive: true, force: true });
      }
    },
    list: async (tool, build) => (await indexOf(place(tool, build)))?.artifacts ?? [],
    async open(tool, build, number) {
      const artifact = (await indexOf(place(tool, build)))?.artifacts.find((one) => one.number === number);
      if (artifact === undefined) return null;
      return { artifact, content: createReadStream(join(place(tool, build), String(number))) };
    },
    async stored(tool) {
      if (tool !== null) return storedOf(tool);
      const names = (await readdir(directory).catch(unlessMissing)) ?? [];
      return (await Promise.all(names.flatMap((name) => ToolName.safeParse(name).data ?? []).map(storedOf))).flat();
    },
    remove: (tool, build) => rm(place(tool, build), { recursive: true, force: true }),
    removeAll: (tool) => rm(join(directory, tool), { recursive: true, force: true }),
  };
}

const sum = (artifacts: readonly Artifact[]): number => artifacts.reduce((all, { bytes }) => all + bytes, 0);

function unlessMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
