import type { Environment } from "./environment.ts";

export type Paint = "bold" | "dim" | "red" | "green" | "yellow";

/** Where words and objects go. Text is for people and disappears under `--json`; objects appear only then. */
export interface Output {
  readonly json: boolean;
  /** The error stream and the input are a terminal, so a question can be asked. */
  readonly canAsk: boolean;
  /** The output is a terminal: a person reads it. */
  readonly terminal: boolean;
  readonly colours: boolean;
  line(text: string): void;
  lines(texts: readonly string[]): void;
  /** For the reader, not for a pipe: goes to the error stream. */
  note(text: string): void;
  object(value: unknown): void;
  /** One object on one line, for streams. */
  record(value: unknown): void;
  paint(style: Paint, text: string): string;
}

const codes: Readonly<Record<Paint, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

export function processOutput(environment: Environment, json: boolean): Output {
  const terminal = process.stdout.isTTY === true;
  const colours = terminal && !environment.colourRefused && !json;
  const line = (text: string): void => void (json || process.stdout.write(`${text}\n`));
  return {
    json,
    terminal,
    colours,
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    line,
    lines: (texts) => texts.forEach(line),
    note: (text) => void (json || process.stderr.write(`${text}\n`)),
    object: (value) => void (json && process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)),
    record: (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`)),
    paint: (style, text) => (colours ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text),
  };
}
