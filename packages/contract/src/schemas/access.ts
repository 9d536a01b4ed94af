import { z } from "zod";
import { Moment, ToolName, UserName } from "../ids.ts";

export const Role = z.enum(["maintainer", "viewer"]);
export type Role = z.infer<typeof Role>;

/**
 * What a token may do. `tool:push` is for `git push` and `sluice ci deploy` only; `control:read` and `control:push` clone and push the
 * control repository, and nothing else; `all` is whatever its user may.
 */
export const Scope = z.enum(["all", "read", "tool:push", "control:read", "control:push"]);
export type Scope = z.infer<typeof Scope>;

export const Me = z.object({
  user: UserName,
  admin: z.boolean(),
  scope: Scope,
  /** The one tool a narrow token works on. */
  tool: ToolName.nullable(),
});
export type Me = z.infer<typeof Me>;

export const Token = z.object({
  id: z.string(),
  user: UserName,
  label: z.string(),
  scope: Scope,
  tool: ToolName.nullable(),
  created: Moment,
  expires: Moment.nullable(),
  lastUsed: Moment.nullable(),
  revoked: z.boolean(),
});
export type Token = z.infer<typeof Token>;

export const NewToken = z.strictObject({
  label: z.string().min(1).max(100),
  scope: Scope.default("all"),
  tool: ToolName.optional(),
  /** Days until it ends; without it, it does not. */
  days: z.number().int().min(1).max(3650).optional(),
  /** Admins may make a token for another user; the user is created when new. */
  user: UserName.optional(),
});
export type NewToken = z.infer<typeof NewToken>;

/** The only time that a token's value is shown. */
export const CreatedToken = z.object({ token: Token, value: z.string() });
export type CreatedToken = z.infer<typeof CreatedToken>;

export const Member = z.object({ user: UserName, role: Role });
export type Member = z.infer<typeof Member>;

export const AuditEntry = z.object({
  id: z.number().int(),
  at: Moment,
  user: z.string(),
  /** Verb in our words: `tool.create`, `token.revoke`, `git.push`. */
  action: z.string(),
  subject: z.string(),
  from: z.string(),
  result: z.enum(["done", "refused", "failed"]),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
