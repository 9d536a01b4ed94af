import { compileCondition } from "./compile-condition.ts";
import { lookedFor } from "./detect-language.ts";
import { findingShell } from "./finding-shell.ts";
import type { Language } from "./language.ts";
import { quote } from "./shell-quote.ts";
import { languagesVariable } from "./compile-version.ts";

/** `bin/detect`: passes for the same source as the planner; also for that of languages that require this one. */
export function compileDetect(language: Language, languages: readonly Language[]): string {
  const rules = [language, ...requiring(language, languages)].map(ruleOf).join("");
  return `#!/usr/bin/env bash
set -eu
export LC_ALL=C
${findingShell}
named=$(cat "\${CNB_PLATFORM_DIR-}/env/${languagesVariable}" 2>/dev/null || true)
type=
if read_text service.template && first_match '^type: *["'"'"']?([a-z0-9.-]+)'; then type=\${GROUPS_FOUND[1]}; fi
${rules}echo ${quote(`${language.name}: not found (${lookedFor(language)})`)}
exit 100
`;
}

/** All that cannot be without this language, directly or through another. */
function requiring(language: Language, languages: readonly Language[], seen: readonly string[] = []): readonly Language[] {
  const direct = languages.filter(({ id, requires }) => requires === language.id && id !== language.id && !seen.includes(id));
  return direct.flatMap((one) => [one, ...requiring(one, languages, [...seen, language.id, one.id])]);
}

function ruleOf({ id, detect }: Language): string {
  const found = [
    ...detect.files.map((file) => compileCondition({ file: [file] })),
    ...(detect.when === undefined ? [] : [compileCondition(detect.when)]),
  ];
  const globs = detect.service_template.map((type) =>
    type
      .split("*")
      .map((part) => (part === "" ? "" : quote(part)))
      .join("*"),
  );
  const unless = detect.unless === undefined ? "true" : `! ${compileCondition(detect.unless)}`;
  return [
    // A person who names the languages is believed.
    `case ",$named," in *,${id},*) exit 0 ;; esac\n`,
    ...(globs.length === 0 ? [] : [`case "$type" in ${globs.join(" | ")}) ${unless} && exit 0 ;; esac\n`]),
    ...(found.length === 0 ? [] : [`if { ${found.join(" || ")}; } && ${unless}; then exit 0; fi\n`]),
  ].join("");
}
