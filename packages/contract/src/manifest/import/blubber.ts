import type { Path } from "../describe-issue.ts";
import { isNode, type Node, nodeIn, shellLine, textsIn, type YamlFile } from "./yaml-file.ts";

/** What a variant of a Blubber file comes to (version v4: wikitech.wikimedia.org/wiki/Blubber/User_Guide). */
export interface Variant {
  readonly languages: readonly string[];
  readonly packages: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** Variants whose files it takes. */
  readonly copies: readonly string[];
  readonly base: "debian-12" | "debian-13" | null;
}

const languages = ["node", "python", "php"] as const;
/** Keys that say how Blubber's image is laid out: here the platform decides, and code does not see a difference. */
const decided: Readonly<Record<string, string>> = {
  lives: "where the app lives in the image is decided here",
  sharedvolume: "is for development on one's own machine: sluice dev",
};
const known = new Set([
  "includes",
  "base",
  "apt",
  "runs",
  "entrypoint",
  "copies",
  "builder",
  "builders",
  ...languages,
  ...Object.keys(decided),
]);

/** Null when there is no such variant, or it includes itself; that is remarked. */
export function blubberVariant(file: YamlFile, name: string): Variant | null {
  const parts = partsOf(file, name, []);
  if (parts === null) return null;
  const top: Part = {
    path: [],
    value: Object.fromEntries(Object.entries(file.value).filter(([key]) => key !== "variants" && key !== "version")),
  };
  const all = [top, ...parts];
  for (const part of all) remark(file, part);
  const last = <T>(read: (value: Node) => T | undefined): T | undefined =>
    all.map(({ value }) => read(value)).findLast((one) => one !== undefined);
  return {
    languages: languages.filter((language) => all.some(({ value }) => value[language] !== undefined)),
    packages: [...new Set(all.flatMap(({ value }) => packagesOf(nodeIn(value, "apt"))))],
    environment: Object.assign({}, ...all.map(({ value }) => texts(nodeIn(nodeIn(value, "runs"), "environment")))) as Record<
      string,
      string
    >,
    entrypoint: last((value) => (value["entrypoint"] === undefined ? undefined : textsIn(value, "entrypoint"))) ?? [],
    copies: copiesOf(last((value) => value["copies"])),
    base: baseOf(last((value) => value["base"])),
  };
}

/** A variant's program with more words, as a command of a shell. */
export function commandOf({ environment, entrypoint }: Pick<Variant, "environment" | "entrypoint">, more: readonly string[] = []): string {
  const set = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  return shellLine([...(set.length === 0 ? [] : ["env", ...set]), ...entrypoint, ...more]);
}

interface Part {
  readonly path: Path;
  readonly value: Node;
}

/** The variant with all that it includes, what counts least first. */
function partsOf(file: YamlFile, name: string, inside: readonly string[]): readonly Part[] | null {
  const variants = nodeIn(file.value, "variants");
  const path = ["variants", name];
  const value = Object.hasOwn(variants, name) ? variants[name] : undefined;
  if (value === undefined || inside.includes(name)) {
    const [by] = inside.slice(-1);
    file.lost(
      by === undefined ? ["variants"] : ["variants", by, "includes"],
      value === undefined ? `there is no variant ${name}` : `${name} includes itself`,
    );
    return null;
  }
  const own = isNode(value) ? value : {};
  const included = textsIn(own, "includes").map((one) => partsOf(file, one, [...inside, name]));
  return included.some((one) => one === null) ? null : [...included.flatMap((one) => one ?? []), { path, value: own }];
}

function remark(file: YamlFile, { path, value }: Part): void {
  for (const [key, said] of Object.entries(value)) {
    const place = [...path, key];
    if (!known.has(key)) file.lost(place, "is not known here");
    else if (decided[key] !== undefined) file.note(place, decided[key]);
    else if (key === "base") file.note(place, `the image ${JSON.stringify(said)} is not used: the platform's own Debian and languages are`);
    else if (key === "builder" || key === "builders") {
      file.lost(
        place,
        "commands that build are not run: say them where the language looks (a build script, a Makefile), or see sluice languages list",
      );
    } else if (key === "runs") remarkRuns(file, place, isNode(said) ? said : {});
    else if (key === "apt") remarkApt(file, place, said);
    else if (key === "copies") remarkCopies(file, place, said);
    else if (languages.some((language) => language === key)) remarkLanguage(file, place, isNode(said) ? said : {});
  }
}

function remarkRuns(file: YamlFile, place: Path, runs: Node): void {
  for (const key of Object.keys(runs)) {
    if (key === "environment") continue;
    if (["as", "uid", "gid"].includes(key)) file.note([...place, key], "the platform's own user runs it");
    else file.lost([...place, key], key === "insecurely" ? "nothing runs as root here" : "is not known here");
  }
}

function remarkApt(file: YamlFile, place: Path, said: unknown): void {
  for (const key of Object.keys(isNode(said) ? said : {})) {
    if (key !== "packages") file.lost([...place, key], "packages are taken from Debian's own archive only");
  }
}

function remarkCopies(file: YamlFile, place: Path, said: unknown): void {
  for (const [index, one] of (Array.isArray(said) ? (said as unknown[]) : []).entries()) {
    if (!isNode(one) || isWhole(file, one)) continue;
    file.lost([...place, index], "single files are not copied between images: what is built is all in one image");
  }
}

/** All of a directory into the app's own; that is `/srv/app` when nobody says another. */
function isWhole({ value }: YamlFile, { source = ".", destination = "." }: Node): boolean {
  const app = nodeIn(value, "lives")["in"] ?? "/srv/app";
  const plain = (path: unknown): string => String(typeof path === "string" ? path : "").replace(/^\.\/|\/+$/g, "");
  const all = ["", ".", plain(app)];
  return all.includes(plain(source)) && all.includes(plain(destination));
}

function remarkLanguage(file: YamlFile, place: Path, said: Node): void {
  for (const key of Object.keys(said)) {
    if (key === "requirements" || key === "env") continue;
    file.note([...place, key], "is not said here: the language reads it from the repository's own files (sluice plan shows it)");
  }
}

function packagesOf(apt: Node): readonly string[] {
  const packages = apt["packages"];
  return isNode(packages) ? Object.keys(packages).flatMap((suite) => textsIn(packages, suite)) : textsIn(apt, "packages");
}

function copiesOf(said: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(said) ? (said as unknown[]) : [said];
  return list.map((one) => (isNode(one) ? one["from"] : one)).filter((one): one is string => typeof one === "string" && one !== "local");
}

function baseOf(said: unknown): Variant["base"] {
  if (typeof said !== "string") return null;
  return said.includes("bookworm") ? "debian-12" : said.includes("trixie") ? "debian-13" : null;
}

function texts(value: Node): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one === "string" ? one : JSON.stringify(one)]));
}
