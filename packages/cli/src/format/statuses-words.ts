import type { Statuses } from "@sluice/contract";
import { plainText } from "./plain-text.ts";
import { relative } from "./times.ts";

/** How it went to tell the forge, in a line. */
export function statusesWords({ forge, told, problem }: Statuses, now: Date): string {
  if (problem !== null) return `${forge} was not told: ${plainText(problem)}`;
  return told === null ? `${forge} is told; nothing yet` : `${forge} was told ${relative(told, now)}`;
}
