import type { Completions, Word } from "./words.ts";

/** A completion script for zsh. */
export function zshCompletion(rows: readonly Completions[]): string {
  const cases = rows.map(({ path, commands, options, values }) => {
    const words = [...commands, ...values.map((word) => ({ word, summary: "" })), ...options];
    return `    ${quoted(path)}) words=(${words.map(described).join(" ")}) ;;`;
  });
  return `#compdef sluice
_sluice() {
  local path_='' word
  local -a words paths
  paths=(${rows
    .map((row) => row.path)
    .filter((path) => path !== "")
    .map(quoted)
    .join(" ")})
  for word in \${\${(Q)\${(z)LBUFFER}}[2,-1]}; do
    [[ $LBUFFER != *" $word" ]] || continue
    if (( \${paths[(Ie)\${path_:+$path_ }$word]} )); then path_="\${path_:+$path_ }$word"; fi
  done
  case "$path_" in
${cases.join("\n")}
  esac
  _describe sluice words
}
compdef _sluice sluice
`;
}

function described({ word, summary }: Word): string {
  return quoted(`${word.replaceAll(":", String.raw`\:`)}${summary === "" ? "" : `:${summary}`}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
