import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Installation } from "./installation.ts";

const run = promisify(execFile);

/** docker, as an admin types it. */
export async function docker(...args: readonly string[]): Promise<string> {
  return (await run("docker", [...args])).stdout.trim();
}

/** Ids of a tool's running containers, newest first. */
export async function containersOf(on: Installation, tool: string): Promise<readonly string[]> {
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const filters = [`label=sluice.tool=${tool}`, `label=sluice.installation=${installation}`, "label=sluice.kind=process"];
  const ids = await docker("ps", "-q", "--no-trunc", ...filters.flatMap((filter) => ["--filter", filter]));
  return ids === "" ? [] : ids.split("\n");
}

/** Build containers of an installation, running or not. */
export async function buildContainers(on: Installation): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const labels = [`sluice.installation=${installation}`, "sluice.kind=build"].flatMap((label) => ["--filter", `label=${label}`]);
  const rows = (await docker("ps", "-a", "--no-trunc", ...labels, "--format", "{{.ID}} {{.State}}"))
    .split("\n")
    .filter((row) => row !== "");
  return rows.map((row) => row.split(" ")).map(([id = "", state = ""]) => ({ id, state }));
}
