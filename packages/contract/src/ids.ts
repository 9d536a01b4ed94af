import { z } from "zod";

/** A tool's name: also a DNS label, a git path and an image repository. 2–40 of `a-z 0-9 -`, starts with a letter, no `--`. */
export const ToolName = z
  .string()
  .regex(/^(?!.*--)[a-z][a-z0-9-]{0,38}[a-z0-9]$/, "must be 2 to 40 of a-z, 0-9 and -, start with a letter and not end with -")
  .brand<"ToolName">();
export type ToolName = z.infer<typeof ToolName>;

/** A preview's name within its tool. Not 2 characters: `xn--foo` and its like are reserved host names (RFC 5891, section 4.2.3.1). */
export const PreviewName = z
  .string()
  .regex(/^(?!.*--)[a-z][a-z0-9-]{1,18}[a-z0-9]$/, "must be 3 to 20 of a-z, 0-9 and -, start with a letter and not end with -")
  .brand<"PreviewName">();
export type PreviewName = z.infer<typeof PreviewName>;

/**
 * What something runs under: a tool's name, or `<preview>--<tool>`, which no tool can be called, as `--` is in no tool's
 * name. It is one DNS label of at most 62 characters. Below the control repository a preview is like a tool; routes take
 * a ToolName, so that nobody reaches a preview as if it were one.
 */
export const RunName = z
  .string()
  .regex(
    /^((?=[a-z].{2,19}--)[a-z0-9]+(-[a-z0-9]+)*--)?(?=[a-z].{1,39}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    "must be a tool's name, or <preview>--<tool>",
  )
  .brand<"ToolName">();
export type RunName = z.infer<typeof RunName>;

/** A user's name, as it stands in commits and the audit log. */
export const UserName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,62}$/, "must be 1 to 63 of a-z, 0-9, ., _ and -, and start with a letter")
  .brand<"UserName">();
export type UserName = z.infer<typeof UserName>;

/** A full git commit hash, 40 (SHA-1) or 64 (SHA-256) hex digits. */
export const CommitHash = z
  .string()
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "must be a full commit hash")
  .brand<"CommitHash">();
export type CommitHash = z.infer<typeof CommitHash>;

/** An image's digest, `sha256:` and 64 hex digits (OCI image specification, "Digests"). */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256:<64 hex digits>")
  .brand<"Digest">();
export type Digest = z.infer<typeof Digest>;

/** A build's number, counted over the installation. */
export const BuildId = z.coerce.number().int().positive().brand<"BuildId">();
export type BuildId = z.infer<typeof BuildId>;

/** A release's number, counted for each tool: 42 is shown as `v42`. */
export const ReleaseNumber = z.coerce.number().int().positive().brand<"ReleaseNumber">();
export type ReleaseNumber = z.infer<typeof ReleaseNumber>;

/** A moment, ISO 8601 in UTC. Shown in the reader's zone. */
export const Moment = z.iso.datetime().brand<"Moment">();
export type Moment = z.infer<typeof Moment>;
