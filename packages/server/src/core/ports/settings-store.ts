import type { Moment, ToolName, UserName } from "@sluice/contract";
import type { PageOf } from "./store.ts";

/** What is kept sealed, with the id of the key that opens it. */
export interface SealedText {
  readonly sealed: string;
  readonly key: string;
}

/** One version of a tool's whole set of settings. */
export interface SettingsRow extends SealedText {
  readonly tool: ToolName;
  readonly version: number;
  readonly author: UserName;
  readonly created: Moment;
  /** Names that differ from the version before. */
  readonly changed: readonly string[];
  /** A release with it is wished and not yet made. */
  readonly wished: boolean;
}

/** `tool` null: for every tool. */
export interface PlatformFileRow extends SealedText {
  readonly tool: ToolName | null;
  readonly path: string;
  readonly author: UserName;
  readonly created: Moment;
}

/** A place that holds something sealed, for sealing it anew. */
export type SealedPlace =
  | ({ readonly kind: "settings"; readonly tool: ToolName; readonly version: number } & SealedText)
  | ({ readonly kind: "hook"; readonly id: string } & SealedText)
  | ({ readonly kind: "source-access"; readonly tool: ToolName } & SealedText)
  | ({ readonly kind: "statuses"; readonly tool: ToolName } & SealedText)
  | ({ readonly kind: "platform-file"; readonly tool: ToolName | null; readonly path: string } & SealedText);

export interface SettingsStore {
  /** False when the version is there already: somebody else was first. `not-found` for an unknown tool. */
  addSettings(row: SettingsRow): Promise<boolean>;
  settings(tool: ToolName, version: number): Promise<SettingsRow | null>;
  /** The newest version's number; 0 without any. */
  newestSettings(tool: ToolName): Promise<number>;
  /** The newest version, when no release was ever made with it; null otherwise. */
  waitingSettings(tool: ToolName): Promise<number | null>;
  /** Newest first; `before` is a version. */
  settingsVersions(tool: ToolName, page: PageOf): Promise<readonly SettingsRow[]>;
  /** The newest wished version of each tool that has one. */
  wishedSettings(): Promise<readonly { readonly tool: ToolName; readonly version: number; readonly author: UserName }[]>;
  /** The wishes up to this version are fulfilled. */
  settingsReleased(tool: ToolName, version: number): Promise<void>;
  putPlatformFile(row: PlatformFileRow): Promise<void>;
  /** Those for every tool and, when one is named, those for it; all without a name. */
  platformFiles(tool?: ToolName): Promise<readonly PlatformFileRow[]>;
  removePlatformFile(tool: ToolName | null, path: string): Promise<boolean>;
  /** How much is sealed with each key. */
  keyUse(): Promise<ReadonlyMap<string, number>>;
  /** Some of what is sealed with another key than this one. */
  sealedWithOther(key: string, limit: number): Promise<readonly SealedPlace[]>;
  /** Nothing happens when the place holds something else by now. */
  reseal(place: SealedPlace, next: SealedText): Promise<void>;
}
