import { DebianPackage, manifestLimits } from "@sluice/contract";
import type { Source } from "../languages/find-files.ts";
import { splitSides, type WishedPackages } from "./package-sides.ts";

const file = "Aptfile";

/** `Aptfile`: a package a line, as Heroku's buildpack reads it. Both sides get it, headers only the build. */
export async function readAptfile(source: Source): Promise<WishedPackages> {
  if (!source.files.includes(file)) return { build: [], run: [], problems: [] };
  const text = await source.read(file);
  if (text === null) return { build: [], run: [], problems: [`${file} is no small regular file.`] };
  const named = text.split("\n").flatMap((line, index) => {
    const name = line.replace(/#.*/, "").trim();
    return name === "" ? [] : [{ name, place: `${file} line ${index + 1}` }];
  });
  if (named.length > manifestLimits.packages)
    return { build: [], run: [], problems: [`${file} names more than ${manifestLimits.packages} packages.`] };
  const problems = named.flatMap(({ name, place }) => wrong(name, place) ?? []);
  return { ...splitSides(named.map(({ name }) => name)), problems };
}

function wrong(name: string, place: string): string | null {
  if (name.startsWith(":repo:")) return `${place}: a repository of your own is not added; an admin can add it for all (apt-sources).`;
  if (/^https?:|[.]deb$/.test(name))
    return `${place}: ${name.slice(0, 100)} is a file; only packages of Debian's repositories are installed.`;
  if (DebianPackage.safeParse(name).success) return null;
  return `${place}: ${JSON.stringify(name.slice(0, 100))} must be the name of a Debian package, like libpq5.`;
}
