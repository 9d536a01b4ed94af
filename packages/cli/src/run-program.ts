import { type Command, CommanderError } from "commander";
import { type Environment, readEnvironment } from "./environment.ts";
import { processOutput } from "./output.ts";
import { program } from "./program.ts";

/** Does what `argv` (without program and script) says; how it ended becomes the exit code of the process. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const root = program({
    context: (json) => ({
      environment,
      directory: process.cwd(),
      out: processOutput(environment, json),
      now: () => new Date(),
    }),
    finish: (exit) => {
      process.exitCode = exit;
    },
  });

  // A reader that has seen enough (`sluice logs | head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });

  try {
    if (argv.length === 0) root.outputHelp();
    else await root.parseAsync(argv, { from: "user" });
  } catch (error) {
    await fail(error, environment, root, argv);
  }
}

async function fail(error: unknown, environment: Environment, root: Command, argv: readonly string[]): Promise<void> {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const [{ explainError }, { usageError }] = await Promise.all([import("./explain-error.ts"), import("./usage-error.ts")]);
  const { exit, ...said } = explainError(error instanceof CommanderError ? usageError(error, root, argv) : error);
  const paint =
    process.stderr.isTTY && !environment.colourRefused ? (text: string) => `\u001b[31m${text}\u001b[39m` : (text: string) => text;
  process.stderr.write(
    argv.includes("--json") ? `${JSON.stringify({ error: said })}\n` : `${paint("Error:")} ${said.message}\n${said.todo}\n`,
  );
  process.exitCode = exit;
}
