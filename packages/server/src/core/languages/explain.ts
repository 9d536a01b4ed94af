import type { Language } from "./language.ts";

/** Those that built an image, by the ids of its buildpacks; all when nothing is known of it. */
export function languagesOf(languages: readonly Language[], buildpacks: readonly string[]): readonly Language[] {
  const its = languages.filter(({ id }) => buildpacks.includes(`sluice/${id}`));
  return its.length === 0 ? languages : its;
}

/** What to do about a failed log, most telling first, each advice once. `{1}` in an advice is the first group of its pattern. */
export function explain(languages: readonly Language[], logText: string): string[] {
  const advice = new Set<string>();
  for (const rule of languages.flatMap((language) => language.explain)) {
    const found = new RegExp(rule.match, "m").exec(logText);
    if (!found) continue;
    const say = rule.say.replace(/\{(\d)\}/g, (_, group: string) => (found[Number(group)] ?? "").slice(0, 200));
    advice.add(say.trim());
  }
  return [...advice];
}
