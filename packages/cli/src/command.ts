import type { Environment } from "./environment.ts";
import type { Input } from "./input.ts";
import type { Output } from "./output.ts";

/** What a command gets beside its input. */
export interface Context {
  readonly environment: Environment;
  /** The directory it was typed in. */
  readonly directory: string;
  readonly out: Output;
  now(): Date;
}

/** Does the command's work. A number is the exit code; nothing means 0. */
export type Run = (input: Input, context: Context) => Promise<number | void>;

export interface OptionSpec {
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
}

/** Options that many commands have: `--server`, `-t/--tool`, `--json`, `--yes`, `--limit` and `--before`. */
export type Shared = "server" | "tool" | "json" | "yes" | "page";

/** A command as data. The action is imported only when it runs, so that `sluice --version` stays fast. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** More to say than fits a line: shown by --help and in the reference. */
  readonly about?: string;
  readonly args?: readonly {
    readonly syntax: string;
    readonly summary: string;
    readonly choices?: readonly string[];
  }[];
  readonly options?: readonly OptionSpec[];
  readonly shared?: readonly Shared[];
  readonly hidden?: boolean;
  /** Every flag goes on to another program. */
  readonly passThrough?: boolean;
  readonly load?: () => Promise<{ readonly run: Run }>;
  readonly commands?: readonly CommandSpec[];
}
