import { z } from "zod";
import { BuildId, CommitHash, Moment, ToolName, UserName } from "../ids.ts";

/** Where a repository elsewhere is. Never with a user or a password: it is shown and logged. */
export const SourceUrl = z
  .string()
  .max(500)
  .regex(
    /^https?:\/\/[^\s/?#@\\]+\/[^\s?#\\]*$/,
    "must be https://HOST/PATH, without a user, a password or a query; repositories over ssh are not supported yet",
  );
export type SourceUrl = z.infer<typeof SourceUrl>;

/** A branch, within what git-check-ref-format takes and shells leave alone. */
export const BranchName = z
  .string()
  .regex(
    /^(?!.*(\.\.|\/\/|@\{|\/\.|\.lock(\/|$)))\w([\w./+#@-]{0,198}[\w+#@-])?$/,
    "must be the name of a branch: letters, digits and . _ / + # @ -, at most 200",
  );
export type BranchName = z.infer<typeof BranchName>;

export const NewSource = z.strictObject({ url: SourceUrl, branch: BranchName.default("main") });
export type NewSource = z.infer<typeof NewSource>;

/** The repository elsewhere that a tool is built from, and what was found there last. */
export const Source = z.object({
  tool: ToolName,
  url: SourceUrl,
  branch: BranchName,
  by: UserName,
  set: Moment,
  /** When it was looked at last; null: not yet. */
  looked: Moment.nullable(),
  /** When it is looked at next. */
  next: Moment,
  /** What was fetched last. */
  commit: CommitHash.nullable(),
  /** The build of it; null when it was refused. */
  build: BuildId.nullable(),
  /** Why it could not be read, or its commit not be built; null when all is well. */
  problem: z.string().nullable(),
});
export type Source = z.infer<typeof Source>;

/**
 * What a look at a source came to. `looking`: it takes long and goes on, `current`: what is there is released or was
 * built, `refused`: its commit may not be built, `unreachable`: nothing could be read.
 */
export const SourceCheck = z.object({
  outcome: z.enum(["queued", "current", "refused", "unreachable", "looking"]),
  commit: CommitHash.nullable(),
  build: BuildId.nullable(),
  reason: z.string(),
});
export type SourceCheck = z.infer<typeof SourceCheck>;
