import { z } from "zod";
import { Moment } from "../ids.ts";

/** Whose webhooks are understood. `ci` is our own signed form, for jobs and for whatever else can compute an HMAC. */
export const HookForge = z.enum(["github", "gitlab", "gitea", "gogs", "bitbucket-cloud", "bitbucket-dc", "gerrit", "soft-serve", "ci"]);
export type HookForge = z.infer<typeof HookForge>;

/** A webhook that a source has, without its secret. */
export const Hook = z.object({
  forge: HookForge,
  /** Where the forge sends it. */
  url: z.string(),
  created: Moment,
  /** When one with a good signature came last. */
  heard: Moment.nullable(),
});
export type Hook = z.infer<typeof Hook>;

/** The only time that a webhook's secret is shown. */
export const CreatedHook = Hook.extend({ secret: z.string() });
export type CreatedHook = z.infer<typeof CreatedHook>;
