import type { Completions } from "./words.ts";

/** A completion script for bash 4 and later. */
export function bashCompletion(rows: readonly Completions[]): string {
  const cases = rows.map(({ path, commands, options, values }) => {
    const words = [...commands.map(({ word }) => word), ...values, ...options.map(({ word }) => word)];
    return `    '${path}') words='${words.join(" ")}' ;;`;
  });
  return `# bash completion for sluice
_sluice() {
  local path='' word words index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case " ${rows
      .map((row) => row.path)
      .filter((path) => path !== "")
      .map((path) => path.replace(" ", "/"))
      .join(" ")} " in
      *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;;
    esac
  done
  case "\${path/\\// }" in
${cases.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -F _sluice sluice
`;
}
