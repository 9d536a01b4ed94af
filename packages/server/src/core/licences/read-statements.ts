import type { LicenceStatement } from "@sluice/contract";
import { folderSource } from "../languages/folder-source.ts";
import type { Source } from "../languages/find-files.ts";
import type { Identify } from "./known-texts.ts";
import { isPackageMetadata, licencesIn } from "./package-metadata.ts";
import { expressionOf, none } from "./spdx.ts";

/** More files of each kind say nothing new. */
const mostFiles = 8;
const licenceFile = /^(?:(?:un)?licen[cs]es?|copying)(?:[-._][a-z0-9.+_-]{1,60})?$/i;
/** What others wrote, which the tool comes with. */
const othersFile = /third|3rd|dependenc|bundled|notice/i;
const reuseFile = /^LICENSES\/[^/]{1,80}\.txt$/;
/** https://spdx.github.io/spdx-spec/, "SPDX short-form identifiers" */
const shortForm = /SPDX-License-Identifier:[ \t]*([^\r\n]{1,200})/;

/** What a source says of its licence: its texts, in what is built and at its top, and the metadata of packages. */
export async function readStatements(all: Source, folder: string, identify: Identify): Promise<readonly LicenceStatement[]> {
  const built = folderSource(all, folder);
  const texts = [...new Set([...textsOf(built).map((name) => pathIn(folder, name)), ...textsOf(all)])].slice(0, mostFiles);
  const described = built.files.filter(isPackageMetadata).toSorted().slice(0, mostFiles);
  const [read, metadata] = await Promise.all([
    Promise.all(texts.map(async (file) => ofText(file, await all.read(file), identify))),
    Promise.all(described.map(async (name) => ofMetadata(pathIn(folder, name), licencesIn(name, (await built.read(name)) ?? "")))),
  ]);
  return [...read.filter(({ says }) => says !== ""), ...metadata.flat()];
}

function pathIn(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function textsOf({ files }: Source): readonly string[] {
  return files.filter((name) => reuseFile.test(name) || (licenceFile.test(name) && !othersFile.test(name))).toSorted();
}

function ofText(file: string, text: string | null, identify: Identify): LicenceStatement {
  const by = "text" as const;
  if (text === null) return { file, by, expression: null, says: "is a link, or larger than 256 KiB" };
  const short = shortForm.exec(text.slice(0, 4096))?.[1];
  const named = short === undefined ? null : expressionOf(short);
  if (named !== null) return { file, by, expression: named, says: named };
  const found = identify(text);
  switch (found.kind) {
    case "is": {
      const id = found.ids.find((one) => one.endsWith("-only")) ?? found.ids.toSorted((a, b) => a.length - b.length)[0] ?? null;
      return { file, by, expression: id, says: id ?? "" };
    }
    case "holds":
      return {
        file,
        by,
        expression: null,
        says: `has the text of ${found.ids[0]}, and ${found.moreWords} words more`,
        holds: [...found.ids],
      };
    case "short":
      return { file, by, expression: null, says: "" };
    case "unknown":
      return { file, by, expression: null, says: "is no licence of SPDX's list" };
  }
}

function ofMetadata(file: string, said: readonly string[]): readonly LicenceStatement[] {
  // it points to a file, whose text speaks for itself
  const spoken = said.filter((one) => !/^see licen[cs]e in |\.(?:md|txt)$|^licen[cs]e$/i.test(one));
  if (spoken.length === 0) return [];
  const known = spoken.map(expressionOf);
  const expression = known.includes(none) ? none : known.includes(null) ? null : [...new Set(known)].join(" OR ");
  return [{ file, by: "metadata", expression, says: expression ?? spoken.join(", ") }];
}
