import { z } from "zod";
import { Moment, ToolName, UserName } from "../ids.ts";

/** `CVE-2024-1234`, `GHSA-…`: a finding's id or one of its other ids, in any case. */
export const FindingId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{2,99}$/, "must be the id of an advisory, such as CVE-2024-1234")
  .brand<"FindingId">();
export type FindingId = z.infer<typeof FindingId>;

/** A finding that admins have looked at and take as it is, of one tool or of all, until a moment. */
export const Acceptance = z.object({
  id: z.number().int().positive(),
  finding: FindingId,
  /** Null: of all tools. */
  tool: ToolName.nullable(),
  until: Moment,
  why: z.string(),
  by: UserName,
  at: Moment,
});
export type Acceptance = z.infer<typeof Acceptance>;

export const NewAcceptance = z.strictObject({
  findings: z.array(FindingId).min(1).max(50),
  /** Without it, of all tools. */
  tool: ToolName.optional(),
  /** In the future, at most 366 days. */
  until: Moment,
  why: z.string().trim().min(1, "say why, for whoever reads it later").max(300),
});
export type NewAcceptance = z.infer<typeof NewAcceptance>;

/** What is shown of it beside a finding. */
export const AcceptedAs = Acceptance.pick({ tool: true, until: true, why: true, by: true });
export type AcceptedAs = z.infer<typeof AcceptedAs>;
