import type { Command } from "commander";
import { commandTree } from "./program.ts";

/** The page `docs/reference/cli.md`, written from the command tree. */
export function cliReference(): string {
  const root = commandTree();
  const help = root.createHelp();
  const commands = help.visibleCommands(root).filter((command) => command.name() !== "help");
  return `${intro}
| command | does |
| --- | --- |
${commands
  .flatMap(leaves)
  .map((command) => `| [\`${pathOf(command)}\`](#${anchor(command)}) | ${command.summary()} |`)
  .join("\n")}

${commands.flatMap(leaves).map(section).join("\n\n")}
`;
}

const intro = `<!-- Generated from packages/cli/src/command-table.ts. Change that, then run: npm run docs -->
# The command \`sluice\`

The tool is taken from the git remote of the directory, or from \`-t TOOL\`. The server is the one of \`--server\`, of \`SLUICE_URL\`, of the git remote, or the one that you signed in to last, in this order.

With \`--json\` the output is one object or list (logs: one object on each line) and nothing else; errors are \`{"error":{"code","message","todo"}}\` on the error stream. Colours appear only on a terminal, and never when \`NO_COLOR\` is set. Commands that destroy something ask on a terminal; a script must say \`--yes\`.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | your code or your request |
| 2 | wrong usage |
| 3 | not allowed, or not signed in |
| 4 | the platform |
| 5 | timed out waiting |

| environment | means |
| --- | --- |
| \`SLUICE_URL\` | the server, for CI |
| \`SLUICE_TOKEN\` | the token for it, for CI |
| \`XDG_CONFIG_HOME\` | where \`sluice/config.json\` is kept, instead of \`~/.config\` |
| \`NO_COLOR\` | no colours |
| \`BROWSER\` | what \`sluice open\` starts |

## Commands
`;

function leaves(command: Command): Command[] {
  const children = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== "help");
  return children.length === 0 ? [command] : children.flatMap(leaves);
}

function section(command: Command): string {
  const help = command.createHelp();
  const args = help.visibleArguments(command).map((argument) => row(help.argumentTerm(argument), help.argumentDescription(argument)));
  const options = help
    .visibleOptions(command)
    .filter((option) => option.long !== "--help")
    .map((option) => row(help.optionTerm(option), help.optionDescription(option)));
  const rows = [...args, ...options];
  const usage = `${pathOf(command)} ${command.usage()}`.replace("[options] ", options.length === 0 ? "" : "[options] ").trim();
  const details = rows.length === 0 ? "" : `\n\n| | |\n| --- | --- |\n${rows.join("\n")}`;
  return `### ${pathOf(command)}\n\n${command.description()}\n\n\`\`\`\n${usage}\n\`\`\`${details}`;
}

function row(term: string, description: string): string {
  return `| \`${term}\` | ${description.replaceAll("|", String.raw`\|`)} |`;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function anchor(command: Command): string {
  return pathOf(command).replaceAll(" ", "-");
}
