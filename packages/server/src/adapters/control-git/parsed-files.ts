import type { ToolName } from "@sluice/contract";
import type { ControlEntry } from "../../core/ports/control.ts";
import { readRelease } from "./release-yaml.ts";

/** Parsed release files by the names that git has for them. What a commit or a blob says never changes. */
export interface ParsedFiles {
  known(tool: ToolName, blob: string): ControlEntry | undefined;
  parse(tool: ToolName, blob: string, data: Buffer): ControlEntry;
  /** What was read of a tool at a full commit hash; nothing for a name that moves. */
  at(tool: ToolName, commit: string): ControlEntry | undefined;
  keep(tool: ToolName, commit: string, blob: string): void;
  /** So many tools there are: as many files are kept, and some for their older releases. */
  roomFor(tools: number): void;
}

const fullHash = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const least = 1000;

export function createParsedFiles(): ParsedFiles {
  const entries = new Map<string, ControlEntry>();
  /** Blob of a tool at a commit. */
  const blobs = new Map<string, string>();
  let most = least;

  function put<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key);
    map.set(key, value);
    for (const oldest of map.keys()) {
      if (map.size <= most) return;
      map.delete(oldest);
    }
  }
  const keyOf = (tool: ToolName, name: string): string => `${name}:${tool}`;

  return {
    known: (tool, blob) => entries.get(keyOf(tool, blob)),
    parse(tool, blob, data) {
      const key = keyOf(tool, blob);
      const entry = entries.get(key) ?? readRelease(tool, data);
      put(entries, key, entry);
      return entry;
    },
    at(tool, commit) {
      const blob = blobs.get(keyOf(tool, commit));
      return blob === undefined ? undefined : entries.get(keyOf(tool, blob));
    },
    keep(tool, commit, blob) {
      if (fullHash.test(commit)) put(blobs, keyOf(tool, commit), blob);
    },
    roomFor(tools) {
      most = Math.max(most, least, 3 * tools);
    },
  };
}
