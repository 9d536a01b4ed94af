import { SluiceError } from "@sluice/contract";
import { nearestNames } from "../../../core/packages/nearest-names.ts";
import { packageWith } from "../../../core/packages/commands-of-packages.ts";
import { bakeExits, marks } from "./bake-script.ts";

/** What is in a set that was baked. */
export interface BakeReport {
  /** Of the packages that were asked for. */
  readonly versions: Readonly<Record<string, string>>;
  /** Equal for two bakes that installed just the same. */
  readonly content: string;
}

/** Lines of a bake as they come: what the script says of itself, and the end of what apt says. */
export function bakeOutput() {
  const said: Record<keyof typeof marks, string[]> = { unknown: [], near: [], version: [], content: [] };
  const tail: string[] = [];
  return {
    take(line: string): void {
      for (const kind of ["unknown", "near", "version", "content"] as const) {
        if (line.startsWith(marks[kind])) return void said[kind].push(line.slice(marks[kind].length));
      }
      if (line.trim() === "") return;
      tail.push(line.trim().slice(0, 300));
      if (tail.length > 50) tail.shift();
    },
    report: (): BakeReport => ({
      versions: Object.fromEntries(said.version.map((line) => line.split(" ")).map(([name = "", version = ""]) => [name, version])),
      content: said.content[0] ?? "",
    }),
    failure(exitCode: number, base: string): SluiceError {
      if (exitCode === bakeExits.unknown) {
        return new SluiceError("build-failed", said.unknown.map((name) => unknownText(name, base, said.near)).join(" "));
      }
      if (exitCode === bakeExits.noMirror) return new SluiceError("build-failed", noMirrorText(base));
      const last = tail.slice(-4).join("; ");
      if (exitCode === bakeExits.tooBig) return new SluiceError("build-failed", `the packages cannot be installed: ${tail.at(-1) ?? ""}`);
      return new SluiceError(
        isOfTheWish(tail.join("\n")) ? "build-failed" : "unavailable",
        `the packages could not be installed (apt-get exit ${exitCode}): ${last}`,
      );
    },
  };
}

/** What apt says of packages that cannot be installed together; everything else is ours: mirror, network, disk. */
function isOfTheWish(said: string): boolean {
  return /has no installation candidate|unmet dependencies|held broken packages|Release '[^']+' for '[^']+' was not found/.test(said);
}

function noMirrorText(base: string): string {
  return `${base} is made of an image that names no repository of Debian's packages, so nothing is known of its backports: leave "/backports" away, or have an admin add that suite with the option apt-sources.`;
}

function unknownText(name: string, base: string, known: readonly string[]): string {
  const has = packageWith(name);
  if (has !== null) return `${base} has no package "${name}": the package that has ${name} is ${has}.`;
  const near = nearestNames(name, known);
  return `${base} has no package "${name}"${near.length === 0 ? ": look for its name with apt-cache search on a Debian machine." : `; did you mean ${near.join(", ")}?`}`;
}
