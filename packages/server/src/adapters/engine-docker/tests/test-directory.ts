import { SluiceError } from "@sluice/contract";
import { execFile } from "node:child_process";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { quote } from "../../../core/languages/shell-quote.ts";
import type { TestStage } from "../../../core/ports/engine.ts";
import type { BuildDirectory } from "../build-directory.ts";
import { imageUser } from "../images/bake-script.ts";

const run = promisify(execFile);

/** Directories that the tests write. */
const written = ["workspace", "layers", "tmp", "home"] as const;

/** Makes the place in which a build's tests run, without what was built. */
export async function makeTestDirectory(directory: BuildDirectory, stages: readonly TestStage[]): Promise<void> {
  const path = (...parts: readonly string[]): string => directory.path("tests", ...parts);
  await Promise.all([...written, "platform/tests", "platform/env"].map((name) => mkdir(path(name), { recursive: true })));
  await Promise.all([
    ...written.map((name) => chown(path(name), imageUser.uid, imageUser.gid)),
    ...stages.map((stage, index) => writeStage(path("platform/tests", String(index + 1)), stage)),
  ]);
}

async function writeStage(folder: string, { name, commands, needs, env }: TestStage): Promise<void> {
  await mkdir(folder);
  const files = {
    ...Object.fromEntries(commands.map((command, index) => [String(index + 1), `${command}\n`])),
    needs: needs.map((need) => `${need + 1}\n`).join(""),
    // how those that need it find what it wrote
    prefix: `${(name ?? "").toUpperCase().replaceAll("-", "_")}\n`,
    env: Object.entries(env)
      .map(([variable, value]) => `export ${variable}=${quote(value)}\n`)
      .join(""),
  };
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(join(folder, file), text)));
}

/** Copies what was built, links as links. To be called when the code that built it no longer runs. */
export async function copyBuilt(directory: BuildDirectory, signal: AbortSignal): Promise<void> {
  for (const name of ["workspace", "layers"] as const) {
    // `--reflink`: where the file system can, the copy takes no room and no time
    const from = `${directory.path(name)}/.`;
    await run("cp", ["-a", "--reflink=auto", "--", from, directory.path("tests", name)], { signal }).catch((cause: unknown) => {
      signal.throwIfAborted();
      if (lastLine(cause).endsWith("File name too long"))
        throw new SluiceError("build-failed", "what was built could not be tested: it has a path that is too long");
      throw new SluiceError("unavailable", `what was built could not be copied for its tests: ${lastLine(cause)}`, { cause });
    });
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}
