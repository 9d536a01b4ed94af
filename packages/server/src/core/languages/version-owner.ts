import type { Language } from "./language.ts";

/** What a language's versions are versions of: `Python` for a site that is made with it, the language itself otherwise. */
export function versionOwner({ name, version }: Language): string {
  return version?.of ?? name;
}
