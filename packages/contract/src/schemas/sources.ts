import { z } from "zod";
import { BuildId, CommitHash, Moment, ToolName, UserName } from "../ids.ts";
import { Statuses } from "./statuses.ts";

const user = "[A-Za-z_][\\w.-]{0,63}";
const host = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
const path = "[\\w./~+@=,:-]+";
const sourceForms = [
  "https?://[^\\s/?#@\\\\]+/[^\\s?#\\\\]*",
  `ssh://${user}@(${host}|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/${path}`,
  // as scp has it; git would take a path that begins with - for an option of the other side
  `${user}@${host}:(?!-)${path}`,
];

/** Where a repository elsewhere is. Never with a password, and with a user only for ssh: it is shown and logged. */
export const SourceUrl = z
  .string()
  .max(500)
  .regex(
    new RegExp(`^(${sourceForms.join("|")})$`),
    "must be https://HOST/PATH without a user, a password or a query, or ssh://USER@HOST/PATH, or USER@HOST:PATH",
  )
  .refine((url) => !url.includes("://") || URL.canParse(url), "names no host, or a port that there is not");
export type SourceUrl = z.infer<typeof SourceUrl>;

/** A branch, within what git-check-ref-format takes and shells leave alone. */
export const BranchName = z
  .string()
  .regex(
    /^(?!.*(\.\.|\/\/|@\{|\/\.|\.lock(\/|$)))\w([\w./+#@-]{0,198}[\w+#@-])?$/,
    "must be the name of a branch: letters, digits and . _ / + # @ -, at most 200",
  );
export type BranchName = z.infer<typeof BranchName>;

/** What lets into a private repository over https: a forge's access token, and the user's name that the forge wants with it. */
export const SourceToken = z.strictObject({
  user: z
    .string()
    .regex(/^[\w.@+-]{1,100}$/, "must be the name that the forge wants with the token: letters, digits and . _ @ + -")
    .default("git"),
  value: z.string().regex(/^[\x21-\x7e]{1,2000}$/, "must be a token: printable characters without spaces, at most 2000"),
});
export type SourceToken = z.infer<typeof SourceToken>;

/** Which pull requests get a preview: none, those from branches of the repository itself, or also those from forks, which anybody can make. */
export const ReviewPreviews = z.enum(["none", "own", "all"]);
export type ReviewPreviews = z.infer<typeof ReviewPreviews>;

/** How a forge's events are heard beside webhooks: not at all, or Gerrit's, over the ssh that the source is read by. */
export const SourceEvents = z.enum(["none", "stream"]);
export type SourceEvents = z.infer<typeof SourceEvents>;

/** Without a token, the one that was given for the same address before stays. */
export const NewSource = z.strictObject({
  url: SourceUrl,
  branch: BranchName.default("main"),
  token: SourceToken.optional(),
  /** Absent: none. */
  previews: ReviewPreviews.optional(),
  /** Absent: none. */
  events: SourceEvents.optional(),
});
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
  previews: ReviewPreviews,
  /** Why not all pull requests have their previews; null when all is well. */
  previewsProblem: z.string().nullable(),
  events: SourceEvents,
});
export type Source = z.infer<typeof Source>;

/** The key by which a host was known when it was first seen, and is known since. */
export const SourceHost = z.object({
  /** `HOST` or `HOST:PORT`. */
  host: z.string(),
  /** Of its key, as ssh shows it: `SHA256:…`. */
  fingerprint: z.string(),
  seen: Moment,
});
export type SourceHost = z.infer<typeof SourceHost>;

/** A source with what lets into it; no secret of it is ever given out. */
export const ShownSource = Source.extend({
  /** The public half of the deploy key, as a forge wants it; null: it is not read over ssh. */
  publicKey: z.string().nullable(),
  /** The name with which a token is sent; null: none is kept. */
  tokenUser: z.string().nullable(),
  hosts: z.array(SourceHost),
  /** That its forge is told what becomes of its commits; null: it is not. */
  statuses: Statuses.nullable(),
  /** Why its events are not heard now; null: they are, or none are to be. */
  eventsProblem: z.string().nullable(),
});
export type ShownSource = z.infer<typeof ShownSource>;

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
