import { z } from "zod";
import { BuildId, Moment, ToolName, UserName } from "../ids.ts";

/** What becomes of a push without a licence that is allowed: nobody looks, the log says so, or it is refused. */
export const LicencePolicy = z.enum(["off", "warn", "required"]);
export type LicencePolicy = z.infer<typeof LicencePolicy>;

/** An id of SPDX's list, with its exception where it has one, a LicenseRef-, or `osi-approved`. */
export const AllowedLicence = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.+-]*( WITH [A-Za-z0-9.-]+)?$/, "an SPDX id such as CC0-1.0")
  .max(120);

/** What one file of a source says. */
export const LicenceStatement = z.object({
  file: z.string(),
  by: z.enum(["text", "metadata"]),
  /** As SPDX writes it; null when it is not known there, NONE when it says that nobody may use it. */
  expression: z.string().nullable(),
  says: z.string(),
  /** Licences whose whole text is part of this one. */
  holds: z.array(z.string()).optional(),
});
export type LicenceStatement = z.infer<typeof LicenceStatement>;

/** Which licence a commit's code has, as it was found before its build. */
export const LicenceFinding = z.object({
  /** What held when it was looked at. */
  policy: LicencePolicy,
  /** `contradictory`: files say different licences, which are allowed all of them. */
  verdict: z.enum(["allowed", "contradictory", "not-allowed", "unknown", "missing"]),
  expression: z.string().nullable(),
  statements: z.array(LicenceStatement),
  /** What is wrong; empty when nothing is. */
  why: z.string(),
  /** What to do about it. */
  todo: z.string(),
});
export type LicenceFinding = z.infer<typeof LicenceFinding>;

/** What admins have said of one tool, in place of the installation's policy. */
export const OwnLicencePolicy = z.object({
  policy: LicencePolicy,
  /** Allowed for this tool beside what is allowed everywhere. */
  also: z.array(AllowedLicence),
  why: z.string(),
  by: UserName,
  at: Moment,
});
export type OwnLicencePolicy = z.infer<typeof OwnLicencePolicy>;

export const NewLicencePolicy = z.strictObject({
  policy: LicencePolicy,
  also: z.array(AllowedLicence).max(50).default([]),
  why: z.string().trim().min(1, "say why, for whoever reads it later").max(300),
});
export type NewLicencePolicy = z.infer<typeof NewLicencePolicy>;

/** The licence of a tool's live release, and what is asked of its next push. */
export const ToolLicence = z.object({
  tool: ToolName,
  policy: LicencePolicy,
  allowed: z.array(z.string()),
  own: OwnLicencePolicy.nullable(),
  /** The build of what is live; null when nothing is, or its licence was not looked at. */
  build: BuildId.nullable(),
  finding: LicenceFinding.nullable(),
});
export type ToolLicence = z.infer<typeof ToolLicence>;

/** What becomes of a push of the same code: as it is, with a warning, not at all; nobody asks; nobody has looked yet. */
export const LicenceOutcome = z.enum(["allowed", "warned", "refused", "not-asked", "unknown"]);
export type LicenceOutcome = z.infer<typeof LicenceOutcome>;

/** A tool that is live, with the licence of what is, held against what is asked now. */
export const ListedLicence = z.object({
  tool: ToolName,
  /** Since when that code is live. */
  live: Moment,
  policy: LicencePolicy,
  /** Why the tool is asked something else than all; null when it is not. */
  own: OwnLicencePolicy.nullable(),
  outcome: LicenceOutcome,
  /** The build that was looked at; null when none was. */
  build: BuildId.nullable(),
  /** By the licences that are allowed now. */
  finding: LicenceFinding.pick({ verdict: true, expression: true, why: true }).nullable(),
});
export type ListedLicence = z.infer<typeof ListedLicence>;
