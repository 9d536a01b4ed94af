import { parse as parseToml } from "smol-toml";

/** What a file that describes a package says of its licence, in its own words; more than one: any of them. */
type Reader = (text: string) => readonly string[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^package\.json$/, npm],
  [/^(composer|toolinfo)\.json$/, jsonField],
  [/^META\.json$/, jsonField],
  [/^pyproject\.toml$/, pyproject],
  [/^Cargo\.toml$/, (text) => words(record(record(toml(text))["package"])["license"])],
  [/^setup\.cfg$/, (text) => [...lineAfter(text, /^licen[cs]e\s*=/i), ...classifiers(text)]],
  [/^setup\.py$/, (text) => [...quoted(text, /\blicen[cs]e\s*=\s*(["'])([^"'\n]{1,200})\1/), ...classifiers(text)]],
  [/^[^/]{1,100}\.gemspec$/, gemspec],
  [/^[^/]{1,100}\.rockspec$/, (text) => quoted(text, /\blicense\s*=\s*(["'])([^"'\n]{1,200})\1/)],
  [/^DESCRIPTION$/, r],
  [/^pom\.xml$/, pom],
];

/** Files of packages that may name a licence, at the top of what is built. */
export function isPackageMetadata(name: string): boolean {
  return readers.some(([expression]) => expression.test(name));
}

/** A file that is not as it should be says nothing here: the package manager will say so. */
export function licencesIn(name: string, text: string): readonly string[] {
  const read = readers.find(([expression]) => expression.test(name))?.[1] ?? (() => []);
  return read(text)
    .map((one) => one.trim().slice(0, 200))
    .filter((one) => one !== "" && one !== "UNKNOWN")
    .slice(0, 20);
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json, "license" */
function npm(text: string): readonly string[] {
  const found = record(json(text));
  const said = found["license"] ?? found["licenses"];
  return (Array.isArray(said) ? said : [said]).flatMap((one: unknown) => words(one ?? "").concat(words(record(one)["type"])));
}

/** Composer's and Perl's lists, of which any may be chosen; a tool's toolinfo.json. */
function jsonField(text: string): readonly string[] {
  const value = json(text);
  const said = record(Array.isArray(value) ? value[0] : value)["license"];
  return (Array.isArray(said) ? said : [said]).flatMap(words).filter((one) => one !== "unknown");
}

/** https://packaging.python.org/en/latest/specifications/pyproject-toml/, "license"; Poetry has a table of its own. */
function pyproject(text: string): readonly string[] {
  const found = record(toml(text));
  const project = record(found["project"]);
  const poetry = record(record(found["tool"])["poetry"]);
  const inline = words(record(project["license"])["text"]).filter((one) => !one.includes("\n"));
  const said = [...words(project["license"]), ...inline, ...words(poetry["license"])];
  const classified = [project["classifiers"], poetry["classifiers"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return said.length > 0 ? said : classifiers(classified.flatMap(words).join("\n"));
}

/** `License :: OSI Approved :: MIT License` */
function classifiers(text: string): readonly string[] {
  return Array.from(text.matchAll(/License :: (?:OSI Approved :: )?([^"'\n,:]{1,100})/g), ([, name = ""]) => name).filter(
    (name) => name.trim() !== "OSI Approved",
  );
}

function gemspec(text: string): readonly string[] {
  const said = /\.licenses?\s*=\s*([^\n]{1,300})/.exec(text)?.[1] ?? "";
  return Array.from(said.matchAll(/["']([^"'\n]{1,200})["']/g), ([, name = ""]) => name);
}

/** "Writing R Extensions", 1.1.2 Licensing: `GPL (>= 2) | MIT + file LICENSE`. */
function r(text: string): readonly string[] {
  const said = lineAfter(text, /^License:/)[0] ?? "";
  return said
    .split("|")
    .map((one) => one.replace(/\+? *file LICEN[CS]E$/, "").replace(/\(>= *([0-9.]+)\)/, "$1 or later"))
    .map((one) => one.trim());
}

/** https://maven.apache.org/pom.html, "Licenses" */
function pom(text: string): readonly string[] {
  const begin = text.indexOf("<licenses>");
  const end = begin < 0 ? -1 : text.indexOf("</licenses>", begin);
  return end < 0 ? [] : Array.from(text.slice(begin, end).matchAll(/<name>([^<]{1,200})<\/name>/g), ([, name = ""]) => name);
}

function lineAfter(text: string, expression: RegExp): readonly string[] {
  const line = text.split("\n").find((one) => expression.test(one));
  return line === undefined ? [] : [line.replace(expression, "").trim()];
}

function quoted(text: string, expression: RegExp): readonly string[] {
  const said = expression.exec(text)?.[2];
  return said === undefined ? [] : [said];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toml(text: string): unknown {
  try {
    return parseToml(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function words(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : [];
}
