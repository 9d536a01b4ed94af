import { findingShell } from "./finding-shell.ts";
import type { Language } from "./language.ts";
import { quote } from "./shell-quote.ts";

/** `bin/detect`: passes for the same files as the planner; also for those of languages that require this one. */
export function compileDetect(language: Language, languages: readonly Language[]): string {
  const rules = [language, ...languages.filter(({ requires }) => requires === language.id)].map(({ detect }) => detect);
  const files = [...new Set(rules.flatMap((detect) => detect.files))];
  const types = [...new Set(rules.flatMap((detect) => detect.service_template))];
  return `#!/usr/bin/env bash
set -eu
export LC_ALL=C
${findingShell}
for file in ${files.map(quote).join(" ")}; do
  if is_there "$file"; then exit 0; fi
done
${types.length === 0 ? "" : typeCheck(types)}echo ${quote(`${language.name}: not found (looked for ${files.join(", ")})`)}
exit 100
`;
}

function typeCheck(types: readonly string[]): string {
  const globs = types.map((type) =>
    type
      .split("*")
      .map((part) => (part === "" ? "" : quote(part)))
      .join("*"),
  );
  return `type=
if is_small_file service.template && first_match service.template '^type: *["'"'"']?([a-z0-9.-]+)'; then type=\${GROUPS_FOUND[1]}; fi
case "$type" in
  ${globs.join(" | ")}) exit 0 ;;
esac
`;
}
