import type { BaseName } from "@sluice/contract";

export interface BaseGeneration {
  readonly name: BaseName;
  /** Debian's word for it, as repositories have it. */
  readonly suite: string;
  /** Day after which only the long-term team mends security holes; https://wiki.debian.org/DebianReleases and /LTS. */
  readonly fullSupport: string;
  /** Day after which nobody does. */
  readonly endOfLife: string;
}

/** Newest first: the first is what a tool gets that asks for nothing. */
export const baseGenerations: readonly BaseGeneration[] = [
  { name: "debian-13", suite: "trixie", fullSupport: "2028-08-09", endOfLife: "2030-06-30" },
  { name: "debian-12", suite: "bookworm", fullSupport: "2026-06-10", endOfLife: "2028-06-30" },
];

const warnDays = 180;

/** What to tell about a base that nobody mends soon, or any more; null while there is time. `today`: YYYY-MM-DD. */
export function baseWarning(base: BaseName, today: string): string | null {
  const generation = baseGenerations.find(({ name }) => name === base);
  const newest = baseGenerations[0];
  if (generation === undefined || newest === undefined || generation === newest) return null;
  const days = (Date.parse(generation.endOfLife) - Date.parse(today)) / 86_400_000;
  if (days > warnDays) return null;
  const when = days < 0 ? "gets no security fixes since" : "gets security fixes only until";
  return `${base} ${when} ${generation.endOfLife}. Move with one line in sluice.yaml: build: { base: ${newest.name} }`;
}
