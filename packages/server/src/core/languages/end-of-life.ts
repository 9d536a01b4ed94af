import type { Chosen } from "./choose-versions.ts";
import type { Language } from "./language.ts";
import { versionOwner } from "./version-owner.ts";

/** So long before the end there is a word of it in each build's log. */
const noticeDays = 180;

const dayMs = 86_400_000;

/** Warnings about versions that nobody mends any more, or soon. `today` and the result's dates are YYYY-MM-DD. */
export function endOfLife(languages: readonly Language[], { versions }: Chosen, today: string): readonly string[] {
  return languages.flatMap((language) => {
    const version = versions.get(language.id) ?? "";
    const end = language.version?.offered[version]?.end_of_life;
    if (end === undefined) return [];
    const days = Math.round((Date.parse(end) - Date.parse(today)) / dayMs);
    if (days > noticeDays) return [];
    const name = `${versionOwner(language)} ${version}`;
    const said =
      days > 0 ? `${name} gets security fixes until ${end}, ${String(days)} more days.` : `${name} gets no security fixes since ${end}.`;
    return [said + instead(language, version, end)];
  });
}

function instead(language: Language, version: string, end: string): string {
  const usual = language.version?.default ?? "";
  const later = language.version?.offered[usual]?.end_of_life;
  return usual === version || (later !== undefined && later <= end) ? "" : ` Move to ${usual}.`;
}
