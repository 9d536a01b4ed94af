import { buildingShell } from "./building-shell.ts";
import { compileProcesses } from "./compile-processes.ts";
import { alternatives, compileAlternatives, compileChoices } from "./compile-step.ts";
import { compileVersion } from "./compile-version.ts";
import { findingShell } from "./finding-shell.ts";
import type { Language } from "./language.ts";

/** `bin/build`: finds the processes, runs or reuses each step, writes launch.toml. `hash` is SHA-256 in hex. */
export function compileBuild(language: Language, hash: (text: string) => string): string {
  return `#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C.UTF-8
${findingShell}

${buildingShell}

umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CACHE=\${CACHE:-$work/cache}
mkdir -p "$CACHE"
export CACHE
BASE=$(grep -E '^(ID|VERSION_ID)=' /etc/os-release | sort | tr '\\n' ' ')
${compileVersion(language)}NEEDS=
PROCESSES=()
SLICES=()
declare -A COMMANDS=()

${compileProcesses(language)}
${compileChoices(alternatives(language))}
${alternatives(language)
  .map((steps, index) => compileAlternatives(steps, index, hash, language.functions))
  .join("\n")}
write_processes
`;
}
