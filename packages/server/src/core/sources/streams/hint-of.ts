import { gerritProject, sourcePlace } from "@sluice/contract";
import type { SourceRow } from "../../ports/source-store.ts";
import { readGerritEvent } from "../hooks/gerrit-event.ts";

/** Which connection tells of a source: one account at one host, whatever the repository. */
export function streamOf({ url }: Pick<SourceRow, "url">): string {
  const { user, host, port } = sourcePlace(url);
  return `${user}@${host}:${port}`;
}

/** Which of the sources at one Gerrit an event hints at. What is no event that is known hints at none. */
export function hintedBy<T extends Pick<SourceRow, "url" | "branch" | "previews">>(line: string, sources: readonly T[]): readonly T[] {
  const event = readGerritEvent(parsed(line));
  if (event === null || event.kind === "other") return [];
  return sources.filter(({ url, branch, previews }) => {
    // "any field may be missing" (json.html of Gerrit): then it may be any
    if (event.project !== null && event.project !== gerritProject(sourcePlace(url).path)) return false;
    return event.kind === "review" ? previews !== "none" : event.branch === null || event.branch === branch;
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
