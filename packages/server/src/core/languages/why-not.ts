import type { Condition } from "./condition.ts";
import { heldBy } from "./condition-holds.ts";
import { findFiles, type Source } from "./find-files.ts";
import type { Language } from "./language.ts";
import { serviceType } from "./service-template.ts";

/** Why a source does not detect, by what is there: `no requirements.txt, no setup.py; pyproject.toml has no line like "…"`. */
export async function whyNot({ detect, name }: Language, source: Source): Promise<string> {
  const { files, when, unless } = detect;
  const against = unless === undefined ? null : await heldBy(unless, source);
  if (against !== null) return `${against} is there, and with it nothing is ${name}`;
  const open = when === undefined ? [] : leaves(when);
  const there = (file: string): boolean => findFiles(file, source.files).length > 0;
  const looked = [...new Set([...files, ...open.flatMap(({ file = [] }) => file)])].filter((file) => !there(file));
  const texts = open.flatMap((leaf) => wrongTexts(leaf, source));
  const type = detect.service_template.length === 0 ? null : serviceType((await source.read("service.template")) ?? "");
  return [
    ...(looked.length === 0 ? [] : [`no ${looked.join(", no ")}`]),
    ...new Set(texts),
    ...(type === null ? [] : [`service.template asks for ${type}`]),
  ].join("; ");
}

/** The parts of a condition that speak of files. */
function leaves(condition: Condition): readonly Condition[] {
  const inner = [...(condition.any ?? []), ...(condition.all ?? [])].flatMap(leaves);
  return condition.file === undefined ? inner : [condition, ...inner];
}

function wrongTexts({ file = [], contains, matches }: Condition, { files }: Source): readonly string[] {
  const text = contains === undefined ? (matches === undefined ? null : `no line like /${matches}/`) : `no ${JSON.stringify(contains)}`;
  if (text === null) return [];
  return file.flatMap((pattern) => findFiles(pattern, files).slice(0, 3)).map((path) => `${path} has ${text}`);
}
