import type { LogLine } from "@sluice/contract";
import type { Output } from "../output.ts";
import { colouredText, plainText } from "./plain-text.ts";
import { timeOfDay } from "./times.ts";

/** `[build]   dependencies: unchanged`: as `git push` showed it. */
export function buildLine(line: LogLine, out: Output): string {
  const label = line.step === "" ? "" : out.paint("dim", `[${plainText(line.step)}]`.padEnd(10));
  return `${label}${text(line, out)}`;
}

/** `14:33:07 web  the text`: what a process printed, in the reader's time. */
export function processLine(line: LogLine, out: Output): string {
  return `${out.paint("dim", `${timeOfDay(line.at)} ${plainText(line.step)}`)}  ${text(line, out)}`;
}

function text(line: LogLine, out: Output): string {
  return out.colours ? colouredText(line.text) : plainText(line.text);
}
