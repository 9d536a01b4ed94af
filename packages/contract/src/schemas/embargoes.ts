import { z } from "zod";
import { Moment, ToolName, UserName } from "../ids.ts";
import { Member } from "./access.ts";

/** What its members call an embargo. It is in no host name, path or repository. */
export const EmbargoTitle = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/, "must be 2 to 30 of a-z, 0-9 and -, start with a letter and not end with -")
  .brand<"EmbargoTitle">();
export type EmbargoTitle = z.infer<typeof EmbargoTitle>;

/** Work on a tool that only named members may see: a tool of its own, under a name that nobody can guess, until it is disclosed. */
export const Embargo = z.object({
  /** `embargo-<20 hex digits>`: what it is as a tool, for every command and route that takes one. */
  tool: ToolName,
  /** Whose fix it is; null when that tool was deleted. */
  of: ToolName.nullable(),
  title: EmbargoTitle,
  by: UserName,
  at: Moment,
  /** Null while it is secret. */
  disclosed: z
    .object({
      by: UserName,
      at: Moment,
      /** Its branches are below this one in the repository of the tool that it is of; null until they are. */
      branches: z.string().nullable(),
    })
    .nullable(),
});
export type Embargo = z.infer<typeof Embargo>;

export const EmbargoDetail = Embargo.extend({
  url: z.string(),
  /** Where to push. */
  git: z.string(),
  members: z.array(Member),
});
export type EmbargoDetail = z.infer<typeof EmbargoDetail>;

export const NewEmbargo = z.strictObject({
  title: EmbargoTitle,
  /** Maintainers of it, beside who opens it. */
  members: z.array(UserName).max(50).default([]),
});
export type NewEmbargo = z.infer<typeof NewEmbargo>;

const form = /(^|--)embargo-[0-9a-f]{20}$/;

/** Whether a tool's name, or what a preview runs under, is an embargo's. No other tool may be called so. */
export function isEmbargo(name: string): boolean {
  return form.test(name);
}
