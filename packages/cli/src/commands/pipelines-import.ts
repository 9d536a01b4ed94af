import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { importPipelineLib, pipelineLibFolder } from "@sluice/contract/read";
import type { Context } from "../command.ts";
import { Failure, usage } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import type { Input } from "../input.ts";
import { namesIn } from "../read-plan-source.ts";

/** More is no such file. */
const mostBytes = 256 * 1024;

/** Prints what `.pipeline/` of a repository says as a sluice.yaml. Exit code 1 when something that matters is not in it. */
export async function run(input: Input, { out, directory }: Context): Promise<number> {
  const given = input.arg(0) ?? ".";
  const folder = join(resolve(directory, given), pipelineLibFolder);
  const texts = await textsIn(folder, given);
  const { text, remarks } = importPipelineLib((name) => texts.get(name) ?? null);
  const lost = remarks.filter(({ isLost }) => isLost);
  for (const one of remarks) out.note(plainText(`${one.isLost ? "left out" : "note"}: ${one.text}`));
  const isPrinted = text !== null && (lost.length === 0 || input.flag("partial"));
  if (isPrinted) out.lines(text.trimEnd().split("\n").map(plainText));
  else if (text !== null) out.note(`${lost.length} things that matter would be left out. Print it all the same with --partial.`);
  out.object({ manifest: isPrinted ? text : null, remarks });
  return isPrinted ? 0 : 1;
}

async function textsIn(folder: string, given: string): Promise<ReadonlyMap<string, string>> {
  const names = await namesIn(folder).catch(() => {
    throw usage(`There is no ${pipelineLibFolder} in ${given}.`, "Name the directory of a repository that has one.");
  });
  if (!names.includes("config.yaml"))
    throw new Failure("not-found", `There is no ${pipelineLibFolder}/config.yaml in ${given}.`, "It says what is imported.");
  const texts = new Map<string, string>();
  for (const name of names.filter((one) => /\.ya?ml$/.test(one))) {
    const bytes = await readFile(join(folder, name));
    if (bytes.length <= mostBytes) texts.set(name, bytes.toString("utf8"));
  }
  return texts;
}
