import { z } from "zod";
import { Moment, ToolName, UserName } from "../ids.ts";
import { Release } from "./releases.ts";

/** Somebody holds on to a release: its image never goes. */
export const Pin = z.object({
  by: UserName,
  at: Moment,
  /** Empty when nobody said why. */
  why: z.string(),
});
export type Pin = z.infer<typeof Pin>;

export const NewPin = z.strictObject({ why: z.string().max(200).default("") });
export type NewPin = z.infer<typeof NewPin>;

/** A release as it is listed: can it be gone back to? */
export const ListedRelease = Release.extend({
  /** Whether the registry has its image; null when that is not known now. */
  kept: z.boolean().nullable().default(null),
  pin: Pin.nullable().default(null),
});
export type ListedRelease = z.infer<typeof ListedRelease>;

/**
 * What takes room: images in the registry and in the engine, package sets and the bases under them, what one of these
 * was before it was made again, builds with their logs, other logs, caches of builds.
 */
export const PrunedKind = z.enum([
  "image",
  "engine-image",
  "package-set",
  "base-image",
  "former-image",
  "build",
  "log",
  "tool-log",
  "cache",
]);
export type PrunedKind = z.infer<typeof PrunedKind>;

export const PrunedThing = z.object({
  kind: PrunedKind,
  name: z.string(),
  tool: ToolName.nullable(),
  /** What its removal frees: what it shares with others that stay is not counted. */
  bytes: z.number().nonnegative(),
  /** goes: now. waits: nothing needs it, and its grace is not over. stays: `why` says what needs it. */
  fate: z.enum(["goes", "waits", "stays"]),
  why: z.string(),
});
export type PrunedThing = z.infer<typeof PrunedThing>;

const Total = z.object({ count: z.number().int(), bytes: z.number() });

/** What pruning would do now. */
export const PrunePlan = z.object({
  /** The disk has little room: what can be had again goes early. */
  pressed: z.boolean(),
  goes: Total,
  waits: Total,
  stays: Total,
  /** At most 1,000 for each fate; what stays only when it was asked for. */
  things: z.array(PrunedThing),
});
export type PrunePlan = z.infer<typeof PrunePlan>;

/** What one pruning did. */
export const PruneResult = z.object({
  began: Moment,
  ended: Moment,
  removed: Total,
  /** By kind. */
  kinds: z.partialRecord(PrunedKind, Total),
  /** What could not be removed, and why; it is tried again. */
  problems: z.array(z.string()),
});
export type PruneResult = z.infer<typeof PruneResult>;
