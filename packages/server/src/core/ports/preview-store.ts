import type { Moment, Preview, ReleaseFile, ToolName } from "@sluice/contract";
import type { PreviewKey } from "../previews/run-name.ts";
import type { BuildRow } from "./store.ts";

/** A preview as it was asked for last. */
export interface PreviewRow extends Pick<Preview, "tool" | "name" | "source" | "subject" | "by" | "created" | "expires" | "secrets"> {
  /** It is being removed; nothing is deployed to it any more. */
  readonly ending: boolean;
}

/** How many there may be, those that are ending among them. */
export interface PreviewLimits {
  readonly perTool: number;
  readonly total: number;
}

/** What a preview's image would run as in its tool, without the number, the settings and the build. */
export type PreviewFile = Omit<ReleaseFile, "release" | "settings" | "build" | "secrets">;

export interface PreviewStore {
  /**
   * Makes a preview, or gives one that is there a new wish (its `created` stays), in one step with the count of all.
   * `ending`: it is being removed; `tool` and `all`: so many are there already.
   */
  putPreview(wish: Omit<PreviewRow, "ending">, limits: PreviewLimits): Promise<"done" | "ending" | "tool" | "all">;
  preview(key: PreviewKey): Promise<PreviewRow | null>;
  /** Of one tool, or all; the one that ends first on top. */
  previews(tool: ToolName | null): Promise<readonly PreviewRow[]>;
  /** False when there is none, or it is ending. */
  extendPreview(key: PreviewKey, expires: Moment): Promise<boolean>;
  /** Keeps what the image that is deployed to it would run as; false when there is none, or it is ending. */
  keepPreviewFile(key: PreviewKey, file: PreviewFile): Promise<boolean>;
  previewFile(key: PreviewKey): Promise<PreviewFile | null>;
  /** False when there is none. */
  endPreview(key: PreviewKey): Promise<boolean>;
  /** Moves the ends of all by so many milliseconds, which may be negative: the clock that they are told in was set. */
  movePreviewEnds(ms: number): Promise<void>;
  /** Marks those whose time is over by then as ending. */
  expirePreviews(now: Moment): Promise<void>;
  /** Forgets it and its releases, when it is ending. */
  removePreview(key: PreviewKey): Promise<void>;
  /** The newest build that was queued for it. */
  previewBuild(key: PreviewKey): Promise<BuildRow | null>;
  /** Images that a preview runs or is about to run, `<tool> <digest>`: whoever removes images leaves them. */
  previewImages(): Promise<readonly { readonly tool: ToolName; readonly image: string }[]>;
}
