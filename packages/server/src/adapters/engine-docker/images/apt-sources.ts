import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Base } from "../../../core/languages/build-plan.ts";
import { aptInside } from "./bake-script.ts";

/** A repository of Debian packages that an admin adds for all tools. */
export interface AptSource {
  /** `https://…`, or `file:///…`, which is read by the bake only. */
  readonly url: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** Path of the key that signs it, armoured (`.asc`) or binary (`.gpg`). */
  readonly key: string;
  readonly bases: readonly Base[];
}

export interface PreparedSources {
  /** Names what is added; empty: nothing. */
  readonly name: string;
  /** `host:inside:ro` for each directory. */
  readonly binds: readonly string[];
}

/** Writes what a bake on this base needs to read an admin's repositories: keys stay with them alone (signed-by). */
export async function prepareSources(directory: string, base: Base, sources: readonly AptSource[]): Promise<PreparedSources> {
  const wanted = sources.filter(({ bases }) => bases.includes(base));
  if (wanted.length === 0) return { name: "", binds: [] };
  const files = wanted.map((source, index) => ({ source, key: `key-${index}${extname(source.key) === ".gpg" ? ".gpg" : ".asc"}`, index }));
  const texts = files.map(({ source, key, index }) => sourceText(source, key, index));
  const keys = await Promise.all(wanted.map(({ key }) => readFile(key)));
  const hash = createHash("sha256").update(JSON.stringify(texts));
  for (const key of keys) hash.update(key);
  const name = hash.digest("hex").slice(0, 16);
  const place = join(directory, "apt", name);
  await mkdir(place, { recursive: true, mode: 0o755 });
  for (const { source, key, index } of files) {
    await copyFile(source.key, join(place, key));
    await writeFile(join(place, `${index}.sources`), texts[index] ?? "", { mode: 0o644 });
    if (source.url.startsWith("file://")) await mkdir(join(place, `repository-${index}`), { recursive: true });
  }
  const local = files.filter(({ source }) => source.url.startsWith("file://"));
  return {
    name,
    binds: [
      `${place}:${aptInside}:ro`,
      ...local.map(({ source, index }) => `${source.url.slice("file://".length)}:${aptInside}/repository-${index}:ro`),
    ],
  };
}

/** deb822: sources.list(5). */
function sourceText({ url, suite, components }: AptSource, key: string, index: number): string {
  const uri = url.startsWith("file://") ? `file:${aptInside}/repository-${index}` : url;
  return `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: ${components.join(" ")}\nSigned-By: ${aptInside}/${key}\n`;
}
