import { options, optionNames } from "./options.ts";

/** The reference page of all options, in Markdown. */
export function optionsReference(): string {
  const rows = optionNames.map((name) => {
    const { description, placeholder, default: fallback } = options[name];
    const variable = `SLUICE_${name.toUpperCase().replaceAll("-", "_")}`;
    const shown = fallback === null ? "computed" : fallback === "" ? "empty" : `\`${fallback}\``;
    return `| \`--${name} ${placeholder.replaceAll("|", "\\|")}\` | \`${variable}\` | ${shown} | ${description} |`;
  });
  return `# Options of \`sluice serve\`

A flag wins over the environment, the environment over the file named by \`--config FILE\` (YAML, keys as the flags without dashes in front), the file over the default. A wrong value is refused with its place, what was found and what is expected.

| flag | variable | default | meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}
