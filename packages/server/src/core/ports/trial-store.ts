import type { Moment, ToolName, UserName } from "@sluice/contract";

/** A language that only one tool is built with, until it ends. */
export interface Trial {
  readonly tool: ToolName;
  /** The file as its author named it, and its text. */
  readonly path: string;
  readonly text: string;
  readonly by: UserName;
  readonly begun: Moment;
  readonly expires: Moment;
}

export interface TrialStore {
  /** False when there is one of this tool. */
  addTrial(trial: Trial): Promise<boolean>;
  trial(tool: ToolName): Promise<Trial | null>;
  /** Those that end at this moment or ended before. */
  endedTrials(now: Moment): Promise<readonly Trial[]>;
  /** Lets it end now. */
  endTrial(tool: ToolName, now: Moment): Promise<void>;
  removeTrial(tool: ToolName): Promise<void>;
}
