import { readdir } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { RunName, type ToolName } from "@sluice/contract";
import type { KeptLogs } from "../../core/ports/kept-logs.ts";
import { isMissing } from "./exists.ts";
import { microseconds } from "./kept-line.ts";
import { lastOf, readKept } from "./kept-read.ts";
import { sizeOf } from "./stored.ts";
import { KeptTool, type KeptLimits } from "./kept-tool.ts";

const segmentBytes = 4 * 1024 ** 2;

/** Kept logs as files under `root`, a directory for each tool, spread over 256 by the hash of its name. For one server at a time. */
export function fileKeptLogs(root: string, toolBytes: number): KeptLogs {
  const limits: KeptLimits = { tool: toolBytes, segment: Math.min(segmentBytes, Math.ceil(toolBytes / 4)) };
  const tools = new Map<ToolName, Promise<KeptTool>>();
  const directoryOf = (tool: ToolName): string => join(root, createHash("sha256").update(tool).digest("hex").slice(0, 2), tool);

  function opened(tool: ToolName): Promise<KeptTool> {
    const known = tools.get(tool);
    if (known !== undefined) return known;
    const found = KeptTool.open(directoryOf(tool), limits);
    tools.set(tool, found);
    // Whoever looked was told of its failure; the next one tries anew.
    found.catch(() => tools.delete(tool));
    return found;
  }

  async function known(): Promise<readonly ToolName[]> {
    const files = await readdir(root).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error as Error)));
    const names = await Promise.all(files.map((file) => readdir(join(root, file))));
    return names.flat().flatMap((name) => RunName.safeParse(name).data ?? []);
  }

  return {
    append: async (tool, lines) => (await opened(tool)).append(lines),
    async *read(tool, query, signal) {
      yield* readKept(await opened(tool), query, signal);
    },
    lastStamp: async (tool, instance) => lastOf(await opened(tool), instance),
    async stored() {
      return Promise.all((await known()).map(async (tool) => ({ tool, ...(await sizeOf(directoryOf(tool))) })));
    },
    async remove(tool) {
      const found = await opened(tool);
      tools.delete(tool);
      await found.remove();
    },
    async expire(before) {
      for (const tool of await known()) await (await opened(tool)).expire(microseconds(before));
    },
  };
}
