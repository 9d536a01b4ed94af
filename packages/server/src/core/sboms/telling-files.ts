import { goParts } from "./go-parts.ts";
import type { DebianPart, LayerParts, Part } from "./image-parts.ts";

/** A file of an image, as its layer has it. */
export interface LayerFile {
  /** Without a leading slash. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
}

const [MiB, programMiB] = [1024 * 1024, 96];
/** Where a tool's own code and its buildpacks' layers are. */
const own = /^(workspace|layers)\//;

type Reader = (text: string, path: string) => readonly Part[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/\.(dist-info\/METADATA|egg-info\/PKG-INFO)$/, pythonParts],
  [/\/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/, npmParts],
  [/\/vendor\/composer\/installed\.json$/, composerParts],
  [/\/specifications\/[^/]+\.gemspec$/, gemParts],
  [/\/\.meta\/[^/]+\/install\.json$/, perlParts],
];

const dpkgStatus = "var/lib/dpkg/status";
const dpkgUnpacked = /^var\/lib\/dpkg\/status\.d\/[^/]+$/;

/** Whether a file says which packages there are. */
export function isTelling({ path, size, executable }: LayerFile): boolean {
  if (path === dpkgStatus) return size <= 64 * MiB;
  if (dpkgUnpacked.test(path)) return size <= MiB;
  if (!own.test(path)) return false;
  if (readers.some(([expression]) => expression.test(path))) return size <= 16 * MiB;
  return executable && size > MiB / 4 && size <= programMiB * MiB;
}

/** Gathers what the telling files of a layer say. A file that is not as it should be tells nothing: it is a tenant's. */
export function layerReader(): { take(path: string, bytes: Buffer): void; done(): LayerParts } {
  const parts: Part[] = [];
  const unpacked: DebianPart[] = [];
  let debian: readonly DebianPart[] | null = null;
  return {
    take(path, bytes) {
      if (path === dpkgStatus) debian = debianParts(bytes.toString("utf8"), true);
      else if (dpkgUnpacked.test(path)) unpacked.push(...debianParts(bytes.toString("utf8"), false));
      else {
        const read = readers.find(([expression]) => expression.test(path))?.[1];
        parts.push(...(read === undefined ? goParts(bytes) : read(bytes.toString("utf8"), path)).filter(isWhole));
      }
    },
    done: () => ({ parts, debian, unpacked }),
  };
}

function isWhole({ name, version }: Part): boolean {
  return name.length > 0 && name.length <= 300 && version.length > 0 && version.length <= 200;
}

/** Fields of one paragraph (deb-control(5)); those that go on are cut. */
function fields(paragraph: string): ReadonlyMap<string, string> {
  return new Map(
    paragraph.split("\n").flatMap((line) => {
      const [, key, value] = /^([A-Za-z-]+): *(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value.trim()]];
    }),
  );
}

function debianParts(text: string, mustBeInstalled: boolean): readonly DebianPart[] {
  return text.split(/\n\n+/).flatMap((paragraph) => {
    const found = fields(paragraph);
    const [name, version] = [found.get("package"), found.get("version")];
    if (name === undefined || version === undefined) return [];
    if (mustBeInstalled && found.get("status")?.endsWith(" installed") !== true) return [];
    return [{ name, version, architecture: found.get("architecture") ?? "all", source: sourceOf(found.get("source"), version) }];
  });
}

/** `lvm2 (2.03.31-2)`: the version is there where it is another one (deb-control(5), "Source"). */
function sourceOf(text: string | undefined, version: string): DebianPart["source"] {
  const [, name, its] = /^(\S+)(?: \((\S+)\))?$/.exec(text ?? "") ?? [];
  return name === undefined ? null : { name, version: its ?? version };
}

/** Core metadata: https://packaging.python.org/en/latest/specifications/core-metadata/ */
function pythonParts(text: string): readonly Part[] {
  const head = text.split(/\r?\n\r?\n/)[0] ?? "";
  const found = fields(head.replaceAll("\r", ""));
  const [name = "", version = ""] = [found.get("name"), found.get("version")];
  const said = found.get("license-expression") ?? found.get("license") ?? "";
  const classified = /^Classifier: License :: (?:OSI Approved :: )?(.+)$/m.exec(head)?.[1]?.trim();
  // PEP 503: names that differ in these signs are one.
  const normal = name.toLowerCase().replace(/[-_.]+/g, "-");
  const unsaid = said === "" || said === "UNKNOWN";
  return [{ type: "pypi", name: normal, version, license: (unsaid ? classified : said) ?? null }];
}

function npmParts(text: string): readonly Part[] {
  const found = record(json(text));
  const said = found["license"] ?? found["licenses"];
  const one = record(Array.isArray(said) ? said[0] : said);
  return [{ type: "npm", name: word(found["name"]), version: word(found["version"]), license: word(said) || word(one["type"]) || null }];
}

function composerParts(text: string): readonly Part[] {
  const value = json(text);
  const list: unknown = Array.isArray(value) ? value : record(value)["packages"];
  return (Array.isArray(list) ? list : []).map((each: unknown) => {
    const one = record(each);
    const licenses: readonly unknown[] = Array.isArray(one["license"]) ? one["license"] : [];
    const license = licenses.map(word).join(" OR ") || null;
    return { type: "composer", name: word(one["name"]), version: word(one["version"]).replace(/^v(?=\d)/, ""), license };
  });
}

/** RubyGems writes `s.name = "rack".freeze`. */
function gemParts(text: string): readonly Part[] {
  const value = (key: string): string => new RegExp(`^ *s\\.${key} = "([^"]*)"`, "m").exec(text)?.[1] ?? "";
  const licenses = /^ *s\.licenses = \[([^\]]*)\]/m.exec(text)?.[1] ?? "";
  const license = Array.from(licenses.matchAll(/"([^"]*)"/g), ([, one]) => one).join(" OR ");
  return [{ type: "gem", name: value("name"), version: value("version"), license: license || null }];
}

/** What cpanm and carton leave: `Mojolicious-9.40` is the distribution. */
function perlParts(text: string): readonly Part[] {
  const found = record(json(text));
  const [, name = "", version = ""] = /^(.+)-v?([0-9][^-]*)$/.exec(word(found["dist"])) ?? [];
  return [{ type: "cpan", name, version, license: null }];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}
