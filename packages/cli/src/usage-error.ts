import type { Command, CommanderError } from "commander";
import { type Failure, usage } from "./failure.ts";

/** Commander's refusal in our words: what is wrong, then what to type. */
export function usageError(error: CommanderError, root: Command, argv: readonly string[]): Failure {
  const command = commandIn(root, argv);
  const help = `${pathOf(command)} --help`;
  if (error.code === "commander.help")
    return usage(`"${pathOf(command)}" needs a command: ${namesIn(command).join(", ")}.`, `See "${help}".`);
  const [what = "", guess] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /Did you mean (?:one of )?([^?]+)\?/.exec(guess ?? "")?.[1];
  const text = `${what.slice(0, 1).toUpperCase()}${what.slice(1).replaceAll("'", '"').replace(/\.?$/, ".")}`;
  if (nearest === undefined) return usage(text, `See "${help}".`);
  const typed = error.code === "commander.unknownCommand" ? `${pathOf(command)} ${nearest}` : nearest;
  return usage(text, `Did you mean "${typed}"? See "${help}".`);
}

function commandIn(root: Command, argv: readonly string[]): Command {
  const next = root.commands.find((child) => child.name() === argv[0]);
  return next === undefined ? root : commandIn(next, argv.slice(1));
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function namesIn(command: Command): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name())
    .filter((name) => name !== "help");
}
