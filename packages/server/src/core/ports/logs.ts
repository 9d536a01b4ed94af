import type { LogLine, Moment } from "@sluice/contract";

export interface StoredLog {
  readonly log: string;
  readonly bytes: number;
  readonly written: Moment;
  /** Not complete: lines may come. */
  readonly open: boolean;
}

/** Build and deployment logs. Lines are on disk before append resolves; bounded per line (8 KiB) and in total (16 MiB, then one line says so). */
export interface Logs {
  append(log: string, lines: readonly Omit<LogLine, "n">[]): Promise<void>;
  /** No more lines will come; followers end. */
  complete(log: string): Promise<void>;
  /** Lets lines be added again to a complete log, after those that it has. Does nothing to any other. */
  reopen(log: string): Promise<void>;
  isComplete(log: string): Promise<boolean>;
  /** From line `from` on. With follow it goes on until complete. Unknown logs are empty and complete. */
  read(log: string, options: { readonly from: number; readonly follow: boolean }, signal: AbortSignal): AsyncIterable<LogLine>;
  remove(log: string): Promise<void>;
  /** All that there are. */
  stored(): Promise<readonly StoredLog[]>;
  /** Names of all logs that are not complete. */
  unfinished(): Promise<readonly string[]>;
}
