import type { Command } from "commander";
import { commandTree } from "../program.ts";

export interface Word {
  readonly word: string;
  readonly summary: string;
}

/** What may follow one command: `''` is the top, `builds log` a command in a group. */
export interface Completions {
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  /** Values of the first argument that has a closed list. */
  readonly values: readonly string[];
}

/** One row for each command of the tree, the top first. */
export function completionWords(): Completions[] {
  return rows(commandTree(), "");
}

function rows(command: Command, path: string): Completions[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== "help");
  const own: Completions = {
    path,
    commands: children.map((child) => ({ word: child.name(), summary: child.summary() })),
    options: help
      .visibleOptions(command)
      .flatMap((option) => (option.long === undefined ? [] : [{ word: option.long, summary: option.description }])),
    values: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  };
  return [own, ...children.flatMap((child) => rows(child, `${path} ${child.name()}`.trim()))];
}
