import { LanguageId, type LanguageList, type LanguageSummary } from "@sluice/contract";
import type { LanguageEntry, LanguageSet } from "./own-languages.ts";
import { newestFirst } from "./version-range.ts";

export function listLanguages({ entries, broken }: LanguageSet): LanguageList {
  return {
    languages: entries.map(summaryOf),
    broken: broken.map(({ path, problems }) => ({ path, problems: [...problems] })),
  };
}

export function summaryOf({ language, origin, file }: LanguageEntry): LanguageSummary {
  const { version } = language;
  return {
    id: LanguageId.parse(language.id),
    name: language.name,
    origin,
    file,
    detects: [...language.detect.files],
    versions: newestFirst(Object.keys(version?.offered ?? {})).map((one) => ({
      version: one,
      base: version?.offered[one]?.base ?? "",
      isDefault: one === version?.default,
      endOfLife: version?.offered[one]?.end_of_life ?? null,
    })),
  };
}
