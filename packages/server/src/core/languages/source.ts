import type { Language } from "./language.ts";
import { serviceType, typeMatches } from "./service-template.ts";

/** What planning sees of a commit. */
export interface Source {
  readonly files: readonly string[];
  /** Text of a small regular file, or null. */
  read(path: string): Promise<string | null>;
}

/** The file or rule that makes a language detect, or null. */
export async function detected(language: Language, source: Source): Promise<string | null> {
  const file = language.detect.files.find((path) => source.files.includes(path));
  if (file !== undefined) return file;
  if (language.detect.service_template.length === 0) return null;
  const type = serviceType((await source.read("service.template")) ?? "");
  const matches = type !== null && language.detect.service_template.some((glob) => typeMatches(glob, type));
  return matches ? "service.template" : null;
}

/** What to tell about a source that looks like a language but does not detect. */
export function hint(language: Language, source: Source): string | null {
  for (const { files, say } of language.hints) {
    const file = files.map((glob) => findFile(glob, source.files)).find((found) => found !== undefined);
    if (file !== undefined) return say.replaceAll("{file}", file);
  }
  return null;
}

function findFile(glob: string, files: readonly string[]): string | undefined {
  const expression = new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replaceAll(".", "[.]"))
      .join("[^/]*")}$`,
  );
  return files.find((file) => expression.test(file));
}
