import { buildingShell } from "./building-shell.ts";
import { compileWanted } from "./compile-condition.ts";
import { compileProcesses } from "./compile-processes.ts";
import { alternatives, compileAlternatives, compileChoices, testsVariable } from "./compile-step.ts";
import { compileVersion, languagesVariable } from "./compile-version.ts";
import { findingShell } from "./finding-shell.ts";
import { lendingShell } from "./lending-shell.ts";
import type { Language } from "./language.ts";

function compileBuildOnly({ build_only: only }: Language): string {
  const wanted = only && compileWanted(only);
  return `export ONLY_BUILDS=\n${wanted ? `if [ ! -s "\${CNB_PLATFORM_DIR-}/env/${languagesVariable}" ] && ${wanted}; then ONLY_BUILDS=1; fi\n` : ""}`;
}

/** `bin/build`: finds the processes, runs or reuses each step, writes launch.toml. `hash` is SHA-256 in hex. */
export function compileBuild(language: Language, hash: (text: string) => string): string {
  return `#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C.UTF-8
${findingShell}

${buildingShell}

${lendingShell}

umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HAS_CACHE=\${CACHE:+1}
TESTS_VARIABLE=${testsVariable}
CACHE=\${CACHE:-$work/cache}
mkdir -p "$CACHE"
export CACHE
BASE=$(. /etc/os-release && echo "$ID \${VERSION_ID-}")
${compileVersion(language)}NEEDS=
PROCESSES=()
SLICES=()
declare -A COMMANDS=()

${compileBuildOnly(language)}
if [ -z "$ONLY_BUILDS" ]; then
:
${compileProcesses(language)}fi
${compileChoices(alternatives(language))}
${alternatives(language)
  .map((steps, index) => compileAlternatives(steps, index, hash, language.functions))
  .join("\n")}
end_lending
write_processes
`;
}
