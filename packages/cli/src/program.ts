import { readFileSync } from "node:fs";
import { Argument, Command, Option } from "commander";
import type { CommandSpec, Context, Shared } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { Input } from "./input.ts";

/** How a command is started: the program gives it what was typed and keeps the exit code. */
export interface Host {
  context(json: boolean): Context;
  finish(exit: number): void;
}

const shared: Readonly<Record<Shared, readonly (readonly [flags: string, summary: string])[]>> = {
  server: [["-s, --server <url>", "the server, when it is not the one of this directory"]],
  tool: [["-t, --tool <name>", "the tool, when it is not the one of this directory"]],
  page: [
    ["--limit <number>", "how many (default: 10)"],
    ["--before <last>", "go on after this one"],
  ],
  yes: [["-y, --yes", "do it without a question"]],
  json: [["--json", "objects instead of text"]],
};

const exits = `
Exit codes: 0 done, 1 your code or request, 2 wrong usage, 3 not allowed, 4 the platform, 5 timed out.
Environment: SLUICE_URL and SLUICE_TOKEN name the server and the token (for CI); NO_COLOR turns colours off.`;

/** The whole command tree. Nothing of a command is loaded before it runs. */
export function program(host: Host): Command {
  const root = new Command("sluice")
    .description("git push, and seconds later the new version answers at its URL.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .addHelpText("after", exits);
  for (const spec of commandTable) addCommand(root, spec, host);
  return root;
}

export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}

function addCommand(parent: Command, spec: CommandSpec, host: Host): void {
  const command = parent.command(spec.name, { hidden: spec.hidden === true }).summary(spec.summary);
  command.description(spec.about === undefined ? sentence(spec.summary) : `${sentence(spec.summary)}\n\n${spec.about}`);
  for (const { syntax, summary, choices } of spec.args ?? []) {
    const argument = new Argument(syntax, summary);
    command.addArgument(choices === undefined ? argument : argument.choices(choices));
  }
  for (const { flags, summary, choices } of spec.options ?? []) {
    const option = new Option(flags, summary);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  for (const name of spec.shared ?? []) for (const [flags, summary] of shared[name]) command.option(flags, summary);
  if (spec.passThrough === true) command.helpOption(false).allowUnknownOption().passThroughOptions();
  for (const child of spec.commands ?? []) addCommand(command, child, host);
  const { load } = spec;
  if (load === undefined) return;
  command.action(async (...given: readonly unknown[]) => {
    const options: Readonly<Record<string, unknown>> = command.opts();
    const { run } = await load();
    host.finish((await run(new Input(given.slice(0, -2), options), host.context(options["json"] === true))) ?? 0);
  });
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** The tree alone, for what is written from it: the reference page and the completions. */
export function commandTree(): Command {
  const refuse = (): never => {
    throw new Error("the tree of commands is not run");
  };
  return program({ context: refuse, finish: refuse });
}
