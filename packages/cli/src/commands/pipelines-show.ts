import { manifestFile } from "@sluice/contract";
import { parseManifest, resolvedText } from "@sluice/contract/read";
import type { Context } from "../command.ts";
import { Failure } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import type { Input } from "../input.ts";
import { manifestIn } from "../manifest-in.ts";

/** A manifest with its templates put in, as YAML that is read as the same. */
export async function run(input: Input, { out, directory }: Context): Promise<number> {
  const given = input.arg(0) ?? ".";
  const text = await manifestIn(directory, given);
  if (text === null) throw new Failure("not-found", `There is no ${manifestFile} in ${given}.`, "Write one: sluice pipelines schema");
  const result = parseManifest(text);
  if (result.kind === "wrong") {
    for (const line of [`${manifestFile} is wrong`, ...result.problems.map((problem) => `  ${plainText(problem)}`)]) out.note(line);
    out.object({ manifest: null, problems: result.problems });
    return 1;
  }
  out.lines(resolvedText(result).trimEnd().split("\n").map(plainText));
  out.object(result.manifest);
  return 0;
}
