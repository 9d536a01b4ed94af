import { createHash } from "node:crypto";
import type { BuildPlan } from "./build-plan.ts";
import type { BuildpackFile, CompiledBuildpacks } from "./builder.ts";
import { compileBuild } from "./compile-build.ts";
import { compileDetect } from "./compile-detect.ts";
import { alternatives, stepScript } from "./compile-step.ts";
import type { Language } from "./language.ts";
import { inBuildOrder } from "./select-languages.ts";
import { tomlString } from "./shell-quote.ts";

const packVersion = "0.1.0";

/** Compiles languages to standard buildpacks (Buildpack API 0.11), in build order. */
export function compileLanguages(languages: readonly Language[]): CompiledBuildpacks {
  const ordered = inBuildOrder(languages);
  const files = ordered.flatMap((language) => packFiles(withFunctions(language, languages), languages));
  const digest = sha256(JSON.stringify(files));
  return {
    files,
    digest,
    packs: ordered.map(({ id }) => ({ id: `sluice/${id}`, version: packVersion, language: id })),
  };
}

/** order.toml for exactly the planned languages. */
export function compileOrder(plan: BuildPlan, packs: CompiledBuildpacks): string {
  const group = plan.languages.flatMap(({ id }) => packs.packs.filter(({ language }) => language === id));
  const lines = group.map(({ id, version }) => `[[order.group]]\nid = ${tomlString(id)}\nversion = ${tomlString(version)}\n`);
  return `[[order]]\n${lines.join("")}`;
}

function withFunctions(language: Language, languages: readonly Language[]): Language {
  const lent = languages.find(({ id }) => id === language.functions_of)?.functions;
  return lent === undefined ? language : { ...language, functions: `${lent}${language.functions ?? ""}` };
}

function packFiles(language: Language, languages: readonly Language[]): BuildpackFile[] {
  const root = `sluice_${language.id}/${packVersion}`;
  const file = (path: string, executable: boolean, text: string): BuildpackFile => ({
    path: `${root}/${path}`,
    executable,
    text,
  });
  return [
    file("buildpack.toml", false, buildpackToml(language)),
    file("bin/detect", true, compileDetect(language, languages)),
    file("bin/build", true, compileBuild(language, sha256)),
    ...alternatives(language)
      .flat()
      .map(({ step, script }) => file(`steps/${script}.sh`, false, stepScript(step, language.functions))),
  ];
}

function buildpackToml({ id, name }: Language): string {
  return `api = "0.11"

[buildpack]
id = ${tomlString(`sluice/${id}`)}
version = ${tomlString(packVersion)}
name = ${tomlString(`Sluice: ${name}`)}

[[targets]]
os = "linux"
`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
