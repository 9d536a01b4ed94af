import { createHash } from "node:crypto";
import type { ReleaseFile } from "@sluice/contract";

/** Whether two files say the same, in whatever order. */
export function sameFile(one: ReleaseFile, other: ReleaseFile): boolean {
  return canonical(one) === canonical(other);
}

/** Stands for all that a file says. */
export function digestOf(file: ReleaseFile): string {
  return createHash("sha256").update(canonical(file)).digest("hex").slice(0, 32);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted()) : part,
  );
}
