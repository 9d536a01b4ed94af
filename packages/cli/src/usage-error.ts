import type { Command, CommanderError } from "commander";
import { type Failure, usage } from "./failure.ts";
import { otherWords } from "./other-words.ts";

/** Commander's refusal in our words: what is wrong, then what to type. */
export function usageError(error: CommanderError, root: Command, argv: readonly string[]): Failure {
  const command = commandIn(root, argv);
  const help = `${pathOf(command)} --help`;
  if (error.code === "commander.help")
    return usage(`"${pathOf(command)}" needs a command: ${namesIn(command).join(", ")}.`, `See "${help}".`);
  const [what = "", guess] = error.message.replace(/^error: /, "").split("\n");
  const text = `${what.slice(0, 1).toUpperCase()}${what.slice(1).replaceAll("'", '"').replace(/\.?$/, ".")}`;
  const meant = meantBy(error, command, root, what, guess);
  const asked = meant.length === 0 ? "" : `Did you mean ${meant.map((one) => `"${one}"`).join(" or ")}? `;
  return usage(text, `${asked}See "${help}".`);
}

/** Whole commands, or options, that come near what was typed. */
function meantBy(error: CommanderError, command: Command, root: Command, what: string, guess: string | undefined): readonly string[] {
  const isCommand = error.code === "commander.unknownCommand";
  const unknown = /'([^']+)'/.exec(what)?.[1];
  const other = isCommand && command === root && unknown !== undefined ? otherWords(root, unknown) : [];
  if (other.length > 0) return other;
  const nearest = /Did you mean (?:one of )?([^?]+)\?/.exec(guess ?? "")?.[1]?.split(", ") ?? [];
  return isCommand ? nearest.map((name) => `${pathOf(command)} ${name}`) : nearest;
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
