import type { Completions } from "./words.ts";

/** A completion script for fish. */
export function fishCompletion(rows: readonly Completions[]): string {
  const lines = rows.flatMap(({ path, commands, options, values }) => {
    const when = `-n ${quoted(condition(path, rows))}`;
    return [
      ...commands.map(({ word, summary }) => `complete -c sluice -f ${when} -a ${word} -d ${quoted(summary)}`),
      ...values.map((word) => `complete -c sluice -f ${when} -a ${quoted(word)}`),
      ...options.map(({ word, summary }) => `complete -c sluice ${when} -l ${word.slice(2)} -d ${quoted(summary)}`),
    ];
  });
  return `# fish completion for sluice\n${lines.join("\n")}\n`;
}

function condition(path: string, rows: readonly Completions[]): string {
  if (path === "") return "__fish_use_subcommand";
  const children = rows.find((row) => row.path === path)?.commands.map(({ word }) => word) ?? [];
  const seen = path.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`);
  return [...seen, ...(children.length === 0 ? [] : [`not __fish_seen_subcommand_from ${children.join(" ")}`])].join("; and ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
