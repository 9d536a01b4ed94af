import { CommitHash, TimeToLive, type Upload } from "@sluice/contract";
import { z } from "zod";

/** What a pusher to `refs/deploy/…` says beside the commit, each as `git push -o key=value`. */
export interface DeployOptions {
  /** Null: a commit is deployed as it is. */
  readonly upload: Upload | null;
  readonly ttl: TimeToLive | null;
  /** A preview gets the tool's secrets. */
  readonly secrets: boolean;
}

const Options = z
  .strictObject({
    /** What an uploaded directory stood on; `none` outside of git. */
    from: z.union([CommitHash, z.literal("none")]).optional(),
    changed: z.enum(["true", "false"]).optional(),
    ttl: TimeToLive.optional(),
    secrets: z.enum(["true", "false"]).optional(),
  })
  .refine(({ from, changed }) => changed === undefined || from !== undefined, "changed is said of an upload only: with from");

const known = "from=<commit>, changed=true, ttl=3d and secrets=true";

/** The options, or why they are refused. */
export function readDeployOptions(given: readonly string[], target: "tool" | "preview"): DeployOptions | string {
  const pairs = given.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)] as const);
  if (given.some((one) => !one.includes("="))) return `push options are ${known}`;
  const read = Options.safeParse(Object.fromEntries(pairs));
  if (!read.success) {
    const [issue] = read.error.issues;
    return `push option ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}; known are ${known}`;
  }
  const { from, changed, ttl = null, secrets } = read.data;
  if (target === "tool" && (ttl !== null || secrets !== undefined)) return "ttl and secrets are for previews only";
  return {
    upload: from === undefined ? null : { from: from === "none" ? null : from, changed: changed === "true" },
    ttl,
    secrets: secrets === "true",
  };
}

/** `uploaded from 3f2c1ab with uncommitted changes`. */
export function uploadWords({ from, changed }: Upload): string {
  if (from === null) return "uploaded";
  return `uploaded from ${from.slice(0, 7)}${changed ? " with uncommitted changes" : ""}`;
}
