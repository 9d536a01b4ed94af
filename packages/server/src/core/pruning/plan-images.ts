import type { Digest } from "@sluice/contract";
import type { ImageMark } from "../ports/image-mark-store.ts";
import type { Stepwise } from "./in-turns.ts";
import type { Names } from "./names.ts";

/** Where an image is, without what it is made of. */
export interface HeldImage {
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** Milliseconds since 1970. */
  readonly pushed: number;
  readonly parts: readonly Digest[];
  readonly isAttached: boolean;
}

export interface Fate {
  readonly fate: "goes" | "waits" | "stays";
  readonly why: string;
}

export interface ImagesPlan {
  readonly fates: ReadonlyMap<Digest, Fate>;
  /** Seen for the first time without a name. */
  readonly mark: readonly Digest[];
  /** Named again. */
  readonly unmark: readonly Digest[];
  /** Without a name for the whole grace: they may go. */
  readonly due: readonly Digest[];
  /** Their removal was begun and cut off. */
  readonly resume: readonly Digest[];
}

export interface ImagesFacts {
  readonly held: readonly HeldImage[];
  /** Copies in the engine, which may have no manifest any more. */
  readonly copies: readonly Digest[];
  readonly names: Names;
  readonly marks: ReadonlyMap<Digest, ImageMark>;
  readonly now: number;
  readonly graceMs: number;
}

const forgottenMs = 30 * 24 * 3600_000;

/** Images that tools' images stand on; their own rule keeps them as long as a tag names them. */
const isPlatforms = (repository: string): boolean => repository.startsWith("sluice/");

/**
 * Decides over every image that there is. An image goes when nothing has named it for the whole grace: it is marked
 * when it is first seen so, and the mark is taken away when it is named again.
 */
export function* planImages(facts: ImagesFacts): Stepwise<ImagesPlan> {
  const { marks, now, graceMs } = facts;
  const stays = yield* reasonsToStay(facts);
  const pushed = new Map<Digest, number>();
  for (const { digest, pushed: at } of facts.held) {
    pushed.set(digest, Math.max(at, pushed.get(digest) ?? 0));
    yield;
  }
  for (const digest of facts.copies) if (!pushed.has(digest)) pushed.set(digest, 0);

  const fates = new Map<Digest, Fate>();
  const mark: Digest[] = [];
  const unmark: Digest[] = [];
  const due: Digest[] = [];
  const resume: Digest[] = [];
  for (const [digest, at] of pushed) {
    yield;
    const known = marks.get(digest);
    const why = stays.get(digest);
    const going = known?.state === "going";
    if (why !== undefined && !going) {
      fates.set(digest, { fate: "stays", why });
      if (known?.state === "unnamed") unmark.push(digest);
    } else if (known?.state === "used") {
      fates.set(digest, { fate: "stays", why: "somebody is about to use it" });
    } else if (going) {
      fates.set(digest, { fate: "goes", why: "its removal was begun and cut off" });
      resume.push(digest);
    } else {
      const since = Math.max(at, known === undefined ? now : Date.parse(known.at));
      const isDue = now - since >= graceMs;
      if (known === undefined) mark.push(digest);
      if (isDue) due.push(digest);
      fates.set(
        digest,
        isDue ? { fate: "goes", why: "nothing names it" } : { fate: "waits", why: `nothing names it; it goes ${inWords(since + graceMs)}` },
      );
    }
  }
  for (const { digest, state, at } of marks.values()) {
    // of an image that somebody took away otherwise
    if (state === "unnamed" && !pushed.has(digest) && now - Date.parse(at) > 2 * graceMs + forgottenMs) unmark.push(digest);
  }
  return { fates, mark, unmark, due, resume };
}

const inWords = (ms: number): string => `after ${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

function* reasonsToStay({ held, names }: ImagesFacts): Stepwise<ReadonlyMap<Digest, string>> {
  const reasons = new Map<Digest, string>();
  for (const [digest, { why }] of names) {
    reasons.set(digest, why);
    yield;
  }
  for (const { repository, digest, tags } of held) {
    yield;
    if (isPlatforms(repository) && tags.length > 0 && !reasons.has(digest)) reasons.set(digest, "images of tools stand on it");
  }
  return withParts(held, reasons);
}

/** What was attached to an image lies under a tag that says its digest (OCI distribution specification 1.1, "referrers tag schema"). */
const attachedTo = /^sha256-([0-9a-f]{64})$/;

/** What an index names stays with it, over several steps, for the same reason; so do an image's signatures. */
export function withParts<T>(held: readonly HeldImage[], reasons: ReadonlyMap<Digest, T>): ReadonlyMap<Digest, T> {
  const all = new Map(reasons);
  const parts = new Map(held.filter((image) => image.parts.length > 0).map((image) => [image.digest, image.parts]));
  for (const { digest, tags } of held) {
    for (const tag of tags) {
      const image = attachedTo.exec(tag)?.[1];
      if (image !== undefined) parts.set(`sha256:${image}` as Digest, [...(parts.get(`sha256:${image}` as Digest) ?? []), digest]);
    }
  }
  const open = [...all];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [digest, reason] = next;
    for (const part of parts.get(digest) ?? []) {
      if (all.has(part)) continue;
      all.set(part, reason);
      open.push([part, reason]);
    }
  }
  return all;
}
