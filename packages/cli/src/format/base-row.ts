import type { BaseStatus } from "@sluice/contract";
import { relative } from "./times.ts";

/** A base for a person, in columns. */
export function baseRow(base: BaseStatus, now: Date): string[] {
  const today = now.toISOString().slice(0, 10);
  const support = base.fullSupport < today ? "long-term support" : "mended";
  const state = base.refreshing ? "being made again" : base.problem === null ? "" : `failed: ${base.problem}`;
  if (base.checked === null || base.changed === null)
    return [base.base, "nothing stands on it", "", `${support} until ${base.endOfLife}`, state];
  return [
    base.base,
    `checked ${relative(base.checked, now)}, changed ${relative(base.changed, now)}`,
    `${base.sets} package sets`,
    `${support} until ${base.endOfLife}`,
    state,
  ];
}
