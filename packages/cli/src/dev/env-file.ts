import { readFile } from "node:fs/promises";
import { SettingName, type ToolName } from "@sluice/contract";
import type { Connection } from "../connection.ts";
import { readEnvFile } from "../format/dot-env.ts";

export interface EnvFileResult {
  readonly changed: readonly string[];
  /** Names that the platform sets itself, or that no setting can have. */
  readonly leftOut: readonly string[];
}

/** Makes the tool's settings those of the file; a file that is not there is an empty one. Restarts what runs when told to. */
export async function applyEnvFile({ call }: Connection, tool: ToolName, file: string, restart: boolean): Promise<EnvFileResult> {
  const found = readEnvFile(await textOf(file));
  const names = [...found.keys()];
  const leftOut = names.filter((name) => !SettingName.safeParse(name).success);
  const set = [...found].filter(([name]) => !leftOut.includes(name)).map(([name, value]) => ({ name, value, secret: false }));
  const { plain } = await call("settings.show", { params: { tool } });
  const unset = plain.flatMap(({ name }) => (found.has(name) ? [] : [name]));
  const done = await call("settings.change", { params: { tool }, body: { set, unset, files: [], unsetFiles: [], restart } });
  return { changed: done.changed, leftOut };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
