import { usage } from "./failure.ts";

/** What was typed after the command's name, read by name and never as `any`. */
export class Input {
  readonly #args: readonly unknown[];
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(args: readonly unknown[], options: Readonly<Record<string, unknown>>) {
    this.#args = args;
    this.#options = options;
  }

  /** The argument at a position, when it was given. */
  arg(position: number): string | undefined {
    const value = this.#args[position];
    return typeof value === "string" ? value : undefined;
  }

  /** An argument that the command's syntax demands. */
  need(position: number): string {
    const value = this.arg(position);
    if (value === undefined) throw usage("An argument is missing.", "See the command with --help.");
    return value;
  }

  /** All the words of a variadic argument. */
  rest(position: number): string[] {
    const value = this.#args[position];
    return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  /** A flag with a `--no-` twin: undefined when neither was given. */
  choice(name: string): boolean | undefined {
    const value = this.#options[name];
    return typeof value === "boolean" ? value : undefined;
  }

  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === "string" ? value : undefined;
  }

  /** All values of an option that may be given many times. */
  texts(name: string): string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
  }

  /** A whole number between two bounds. */
  count(name: string, least: number, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw usage(`--${name} is "${value}".`, `Give a whole number from ${least} to ${most}.`);
  }
}
