import { z } from "zod";
import { BuildId, CommitHash, Moment, UserName } from "../ids.ts";
import { HookForge } from "./hooks.ts";

/** Forges that show beside a commit what became of it. Gogs, Gerrit and soft-serve have no such API. */
export const StatusForge = HookForge.extract(["github", "gitlab", "gitea", "bitbucket-cloud", "bitbucket-dc"]);
export type StatusForge = z.infer<typeof StatusForge>;

/** `cancelled`: also when a newer commit took its place. */
export const StatusState = z.enum(["pending", "success", "failure", "cancelled"]);
export type StatusState = z.infer<typeof StatusState>;

/** Where a forge's API answers. */
export const ForgeApiUrl = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^\s/?#@\\]+\/?$/, "must be scheme and host alone, like https://git.example.org");

/** Whom to tell of what becomes of commits. The token is kept sealed and never shown. */
export const NewStatuses = z.strictObject({
  forge: StatusForge,
  api: ForgeApiUrl.nullable().default(null),
  token: z
    .string()
    .max(1000)
    .regex(/^[\x21-\x7e]+$/, "must be a token of the forge, without spaces"),
});
export type NewStatuses = z.infer<typeof NewStatuses>;

/** That the forge of a source is told, and how it went last. */
export const Statuses = z.object({
  forge: StatusForge,
  /** Null: the API answers at the repository's host. */
  api: ForgeApiUrl.nullable(),
  by: UserName,
  set: Moment,
  /** When one was taken last; null: none yet. */
  told: Moment.nullable(),
  /** Why the last one was not taken; null when all is well. */
  problem: z.string().nullable(),
});
export type Statuses = z.infer<typeof Statuses>;

/** What the forge was told of a commit last. */
export const CommitStatus = z.object({
  commit: CommitHash,
  /** Null when it was refused before there was one. */
  build: BuildId.nullable(),
  /** Null: nothing yet. */
  told: StatusState.nullable(),
  at: Moment,
  problem: z.string().nullable(),
});
export type CommitStatus = z.infer<typeof CommitStatus>;
