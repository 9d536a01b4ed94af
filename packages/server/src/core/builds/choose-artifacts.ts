import type { FoundArtifact, StoredArtifacts } from "../ports/artifact-files.ts";

/** How much of what tests leave is kept. */
export interface ArtifactRules {
  /** Bytes of one file. */
  readonly each: number;
  /** Bytes of all of a tool. */
  readonly all: number;
}

/** Files of one build; more are not looked at by anybody. */
export const mostArtifacts = 500;

export interface ChosenArtifacts {
  readonly kept: readonly FoundArtifact[];
  /** What is not kept, with the reason, for the log. */
  readonly leftOut: readonly string[];
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** The files that fit, in the order of their paths. */
export function chooseArtifacts(found: readonly FoundArtifact[], { each, all }: ArtifactRules): ChosenArtifacts {
  const kept: FoundArtifact[] = [];
  const leftOut: string[] = [];
  let room = all;
  for (const file of found.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const why =
      file.bytes > each
        ? `it has more than ${mebibytes(each)}`
        : file.bytes > room
          ? `a tool's artifacts may have ${mebibytes(all)}`
          : kept.length >= mostArtifacts
            ? `a build may have ${mostArtifacts} artifacts`
            : null;
    if (why !== null) {
      leftOut.push(`${file.path} is not kept: ${why}.`);
      continue;
    }
    kept.push(file);
    room -= file.bytes;
  }
  return { kept, leftOut };
}

/** The oldest builds' artifacts, so that the rest of the tool's fits. */
export function overTheLimit(stored: readonly StoredArtifacts[], { all }: Pick<ArtifactRules, "all">): readonly StoredArtifacts[] {
  let room = all;
  return stored
    .toSorted((a, b) => b.build - a.build)
    .filter(({ bytes }) => {
      room -= bytes;
      return room < 0;
    });
}
