import { createHash } from "node:crypto";
import type { ToolName } from "@sluice/contract";
import { readComponentFile } from "../control/component-files.ts";
import { releaseOfComponent } from "../control/component-release.ts";
import { largestFile } from "../control/read-yaml.ts";
import type { ControlEntry } from "../ports/control.ts";

/** Reads a file of a component's folder; null when there is none. */
export type ReadReference = (reference: string) => Promise<Buffer | null>;

/** A component's file as an entry. What its files hold is part of it, so that a change of one is a change of the release. */
export async function componentEntry(name: ToolName, data: Buffer, readReference: ReadReference): Promise<ControlEntry> {
  const broken = (problem: string): ControlEntry => ({ kind: "broken", tool: name, problem });
  const read = readComponentFile(name, data);
  if (!read.ok) return broken(read.problems.join("\n"));
  const hashes: string[] = [];
  for (const [path, reference] of Object.entries(read.value.files).toSorted()) {
    const found = await readReference(reference);
    const where = `${read.place("files", path)}: files:`;
    if (found === null) return broken(`${where} there is no file components/${name}/${reference}`);
    if (found.length > largestFile) return broken(`${where} ${reference} has ${found.length} bytes, at most ${largestFile}`);
    hashes.push(createHash("sha256").update(found).digest("hex"));
  }
  return { kind: "release", tool: name, file: releaseOfComponent(read.value, hashes) };
}
