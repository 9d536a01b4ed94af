import { SluiceError } from "@sluice/contract";
import type { ControlCommit } from "../../core/ports/control.ts";
import type { ControlPushes } from "../../core/ports/control-push.ts";
import { ControlUnreachable } from "../../core/ports/control-remote.ts";
import { importCommit, writeCommands } from "./commit-release.ts";
import type { GitPlace } from "./git.ts";
import type { ObjectReader } from "./object-reader.ts";
import type { Remote } from "./remote.ts";

export interface TextCommit {
  /** For messages: whose file it is. */
  readonly what: string;
  readonly path: string;
  /** What is removed when the text is null. */
  readonly folder: string;
  readonly text: string | null;
  readonly message: ControlCommit;
  /** Whether head's file still is what it was thought to be. */
  readonly isOver?: (present: Buffer | null) => boolean;
}

/** Commits one file on top of head and returns the new commit. */
export type Commit = (wish: TextCommit) => Promise<string>;

export interface CommitPlace {
  readonly place: GitPlace;
  readonly reader: ObjectReader;
  readonly pushes: ControlPushes;
  readonly remote: Remote | null;
  /** Seconds since 1970. */
  readonly now: () => number;
}

const attempts = 20;
/** Where a commit waits until the remote has it. */
const outgoing = "refs/sluice/outgoing";

export async function commitText(at: CommitPlace, wish: TextCommit): Promise<string> {
  const { place, reader, pushes, remote } = at;
  const { path, text } = wish;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const parent = await pushes.head();
    const present = parent === null ? null : await reader.read(`${parent}:${path}`);
    if (wish.isOver?.(present?.data ?? null) === false) throw new SluiceError("wrong-state", `${path} has been changed meanwhile`);
    if (text === null && present === null && parent !== null) return parent;
    const commands = (ref: string): string => writeCommands(ref, parent, wish, at.now());
    if (remote === null) {
      const moved = await importCommit(place, commands(pushes.ref));
      const now = await pushes.head();
      if (moved && now !== null) return now;
      continue;
    }
    // a push that a crash cut off from its answer may have brought it there already
    if (parent !== null && text !== null && present?.data.toString("utf8") === text) return parent;
    await importCommit(place, commands(outgoing), true);
    const made = (await reader.read(outgoing))?.hash;
    if (made === undefined) throw new SluiceError("internal", "the commit that was just made is not there");
    // the remote says what is true: here it counts only after it counts there
    if (!(await remote.push(made))) await followOrThrow(remote);
    else if (await pushes.move(parent, made)) return made;
  }
  throw new SluiceError("unavailable", `the control repository moved ${attempts} times while ${wish.what} was being committed`);
}

async function followOrThrow(remote: Remote): Promise<void> {
  await remote.follow();
  const { state, url, reason } = remote.state();
  if (state !== "synced") throw new ControlUnreachable(`${url}: ${reason}`);
}
