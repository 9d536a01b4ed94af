import { z } from "zod";
import { BuildId, CommitHash, Moment, UserName } from "../ids.ts";
import { HookForge } from "./hooks.ts";

/** Forges that can be told what became of a commit: Gerrit in a message on its change, all others beside it. Gogs and soft-serve have no such API. */
export const StatusForge = HookForge.extract(["github", "gitlab", "gitea", "bitbucket-cloud", "bitbucket-dc", "gerrit"]);
export type StatusForge = z.infer<typeof StatusForge>;

/** `cancelled`: also when a newer commit took its place. */
export const StatusState = z.enum(["pending", "success", "failure", "cancelled"]);
export type StatusState = z.infer<typeof StatusState>;

/** Where a forge's API answers. */
export const ForgeApiUrl = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/[^\s/?#@\\]+(\/[\w.~-]+)*\/?$/,
    "must be scheme and host, like https://git.example.org, and the path below which all of the forge is, if there is one",
  );

/** An account of Gerrit, as one signs in with it. */
export const ForgeAccount = z.string().regex(/^[\w.@+-]{1,100}$/, "must be the name of an account: letters, digits and . _ @ + -");

/** A label that is voted with in a review (Gerrit's LabelType.checkName). */
export const ReviewLabel = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/, "must be the name of a label: letters, digits and -");

/** Whom to tell of what becomes of commits. The token is kept sealed and never shown. */
export const NewStatuses = z
  .strictObject({
    forge: StatusForge,
    api: ForgeApiUrl.nullable().default(null),
    token: z
      .string()
      .max(1000)
      .regex(/^[\x21-\x7e]+$/, "must be a token of the forge, without spaces"),
    /** Of Gerrit: whose HTTP password the token is. */
    account: ForgeAccount.optional(),
    /** Of Gerrit: what is voted with, +1 or -1; null: no vote is given. Absent: `Verified`. */
    label: ReviewLabel.nullable().optional(),
  })
  .refine(({ forge, account }) => (forge === "gerrit") === (account !== undefined), {
    path: ["account"],
    message: "is for gerrit, which needs it: the token is the HTTP password of an account there",
  })
  .refine(({ forge, label }) => forge === "gerrit" || label === undefined, { path: ["label"], message: "is for gerrit" });
export type NewStatuses = z.infer<typeof NewStatuses>;

/** That the forge of a source is told, and how it went last. */
export const Statuses = z.object({
  forge: StatusForge,
  /** Null: the API answers at the repository's host. */
  api: ForgeApiUrl.nullable(),
  /** Of Gerrit: who tells; else null. */
  account: ForgeAccount.nullable(),
  /** What is voted with; null: no vote is given. */
  label: ReviewLabel.nullable(),
  by: UserName,
  set: Moment,
  /** When one was taken last; null: none yet. */
  told: Moment.nullable(),
  /** Why the last one was not taken; null when all is well. */
  problem: z.string().nullable(),
  /** What the last one was taken without: a vote that the account may not give; null when nothing. */
  lacks: z.string().nullable(),
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
