import type { Statuses } from "@sluice/contract";
import { plainText } from "./plain-text.ts";
import { relative } from "./times.ts";

/** How it went to tell the forge, in a line. */
export function statusesWords({ forge, told, problem, lacks }: Statuses, now: Date): string {
  if (problem !== null) return `${forge} was not told: ${plainText(problem)}`;
  if (told === null) return `${forge} is told; nothing yet`;
  return `${forge} was told ${relative(told, now)}${lacks === null ? "" : `; ${plainText(lacks)}`}`;
}
