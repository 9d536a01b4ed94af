import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { manifestFile, manifestLimits, type Manifest } from "@sluice/contract";
import { parseManifest } from "@sluice/contract/read";
import type { Context } from "../command.ts";
import { usage } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import { facts } from "../format/table.ts";
import type { Input } from "../input.ts";

const nothing = "what the Procfile or the languages say (sluice plan shows it)";

/** Checks a manifest without a server, in the words of a push. Exit code 1 when a push would refuse it. */
export async function run(input: Input, { out, directory }: Context): Promise<number> {
  const given = input.arg(0) ?? ".";
  const text = await manifestIn(resolve(directory, given), given);
  if (text === null) {
    out.line(`There is no ${manifestFile} in ${given}: ${nothing} runs, nothing is tested.`);
    out.object({ manifest: null, problems: [] });
    return 0;
  }
  const result = parseManifest(text);
  if (result.kind === "wrong") {
    out.lines([out.paint("red", `${manifestFile} is wrong`), ...result.problems.map((problem) => `  ${plainText(problem)}`)]);
    out.object({ manifest: null, problems: result.problems });
    return 1;
  }
  out.lines([`${manifestFile} is in order.`, ...inWords(result.manifest)]);
  out.object({ manifest: result.manifest, problems: [] });
  return 0;
}

/** Null when there is none. */
async function manifestIn(directory: string, given: string): Promise<string | null> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory() !== true) throw usage(`There is no directory ${given}.`, "Name the directory that you would push.");
  const file = join(directory, manifestFile);
  const { size = 0 } = (await stat(file).catch(() => null)) ?? {};
  // More is no manifest, and need not be read to be refused.
  if (size > manifestLimits.bytes) return "x".repeat(manifestLimits.bytes + 1);
  return readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
}

function inWords({ directory, build, test, processes, jobs, release, promote }: Manifest): string[] {
  const commands = test === undefined ? [] : Array.isArray(test) ? test : test.commands;
  const seconds = test === undefined || Array.isArray(test) ? undefined : test.timeout;
  const testing = seconds === undefined ? "tests" : `tests (at most ${seconds} s)`;
  return [
    ...facts(
      {
        builds: directory ?? "all of the repository",
        languages: build?.languages?.join(", ") ?? "all whose files are there",
        release: release ?? null,
        promotes: promote === undefined ? null : `to ${promote.to}, ${promote.when}`,
      },
      "",
    ),
    ...part(testing, commands, "none: it is deployed as soon as it is built"),
    ...part(
      "processes",
      Object.entries(processes ?? {}).map(([name, { command }]) => `${name}: ${command ?? nothing}`),
      nothing,
    ),
    ...part(
      "jobs",
      Object.entries(jobs ?? {}).map(([name, { schedule, command }]) => `${name}: ${schedule}  ${command}`),
      "none, or those of app.json",
    ),
  ];
}

function part(name: string, lines: readonly string[], otherwise: string): string[] {
  return lines.length === 0
    ? [`${name}: ${otherwise}`]
    : [name, ...lines.flatMap((line) => line.trim().split("\n")).map((line) => `  ${plainText(line)}`)];
}
