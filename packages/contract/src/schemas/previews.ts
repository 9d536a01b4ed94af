import { z } from "zod";
import { BuildId, CommitHash, Digest, Moment, PreviewName, ReleaseNumber, ToolName, UserName } from "../ids.ts";
import { Fault } from "./builds.ts";
import { ProcessStatus } from "./releases.ts";

/** Where a preview's code comes from. */
export const PreviewSource = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("commit"), commit: CommitHash }),
  z.object({ kind: z.literal("upload"), commit: CommitHash, from: CommitHash.nullable(), changed: z.boolean() }),
]);
export type PreviewSource = z.infer<typeof PreviewSource>;

/** building: a build of it is queued or running. live: what was built last serves. failed: it does not. ending: it is being removed. */
export const PreviewState = z.enum(["building", "deploying", "live", "failed", "ending"]);
export type PreviewState = z.infer<typeof PreviewState>;

/** A copy of a tool with a URL of its own and an end. */
export const Preview = z.object({
  tool: ToolName,
  name: PreviewName,
  url: z.string(),
  state: PreviewState,
  /** Why it is so; null when there is nothing to say. */
  reason: z.string().nullable(),
  fault: Fault.nullable(),
  source: PreviewSource,
  /** First line of what was said of the code. */
  subject: z.string(),
  /** Who deployed to it last. */
  by: UserName,
  created: Moment,
  expires: Moment,
  /** Its processes get the tool's secrets and secret files. */
  secrets: z.boolean(),
  /** The build of what was deployed to it last. */
  build: BuildId.nullable(),
  /** What serves now, counted for each preview. */
  release: ReleaseNumber.nullable(),
  image: Digest.nullable(),
});
export type Preview = z.infer<typeof Preview>;

export const PreviewDetail = Preview.extend({ processes: z.array(ProcessStatus) });
export type PreviewDetail = z.infer<typeof PreviewDetail>;

/** How long from now on. */
export const TimeToLive = z.string().regex(/^[1-9][0-9]{0,4}[smhd]$/, "must be like 90m, 12h or 3d");
export type TimeToLive = z.infer<typeof TimeToLive>;
export const ExtendPreview = z.strictObject({ ttl: TimeToLive });
export type ExtendPreview = z.infer<typeof ExtendPreview>;
