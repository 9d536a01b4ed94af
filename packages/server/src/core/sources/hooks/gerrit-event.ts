import { z } from "zod";

/** Gerrit's ref-updated; a branch stands there with and without `refs/heads/` (its cmd-stream-events.html, "refUpdate"). */
export const GerritBranch = z
  .object({ type: z.literal("ref-updated"), refUpdate: z.object({ refName: z.string(), newRev: z.string().optional() }) })
  .transform(({ refUpdate: { refName, newRev } }) => [
    { ref: refName.startsWith("refs/") ? refName : `refs/heads/${refName}`, after: newRev },
  ]);

const About = z.object({
  type: z.string(),
  change: z.object({ project: z.string().optional() }).optional(),
  refUpdate: z.object({ project: z.string().optional(), refName: z.string().optional() }).optional(),
});

/** What begins, changes or ends a review; comments and votes do not. */
const reviews = new Set([
  "patchset-created",
  "change-restored",
  "change-abandoned",
  "change-merged",
  "change-deleted",
  "private-state-changed",
]);

/** What an event of Gerrit hints at. Its project is null where it names none: "any field may be missing". */
export type GerritEvent =
  | { readonly kind: "review"; readonly project: string | null }
  | { readonly kind: "branch"; readonly project: string | null; readonly branch: string | null }
  | { readonly kind: "other" };

/** Of the plugin webhooks and of stream-events, which say the same; null: in no form that is known. */
export function readGerritEvent(said: unknown): GerritEvent | null {
  const event = About.safeParse(said).data;
  if (event === undefined) return null;
  if (reviews.has(event.type)) return { kind: "review", project: event.change?.project ?? null };
  if (event.type !== "ref-updated") return { kind: "other" };
  const name = event.refUpdate?.refName;
  const branch = name === undefined ? null : /^(?:refs\/heads\/)?(?!refs\/)(.+)$/.exec(name)?.[1];
  // each patch set moves refs of its own, which nobody builds
  return branch === undefined ? { kind: "other" } : { kind: "branch", project: event.refUpdate?.project ?? null, branch };
}
