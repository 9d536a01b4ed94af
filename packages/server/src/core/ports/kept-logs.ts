import type { LogLine, Moment, ToolName } from "@sluice/contract";
import type { SaidLine } from "./runtime.ts";

export interface KeptQuery {
  /** Lines with `n` from here on. */
  readonly from: number;
  /** Moments, ISO 8601; both inclusive. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly process?: string | undefined;
  readonly stream?: LogLine["stream"] | undefined;
  /** Lines that contain this, whatever the case. */
  readonly text?: string | undefined;
  /** At most as many of the last lines that are asked for; what is followed comes after them. */
  readonly tail: number;
  readonly follow: boolean;
}

export interface StoredToolLog {
  readonly tool: ToolName;
  readonly bytes: number;
  readonly written: Moment;
}

/** What processes said, kept after they are gone. Bounded by size and age for each tool: the oldest lines go first. */
export interface KeptLogs {
  /** In the order given; lines outlive this process when it resolves. Long texts are cut to 8 KiB. */
  append(tool: ToolName, lines: readonly SaidLine[]): Promise<void>;
  /** Oldest first. `n` rises over the whole log of a tool, restarts included; it is the moment in microseconds, or a little more. */
  read(tool: ToolName, query: KeptQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** The stamp of the last line kept of an instance; null when none is. */
  lastStamp(tool: ToolName, instance: string): Promise<string | null>;
  /** Of each tool that has any. */
  stored(): Promise<readonly StoredToolLog[]>;
  remove(tool: ToolName): Promise<void>;
  /** Removes lines that were written before a moment, in whole files. */
  expire(before: string): Promise<void>;
}
