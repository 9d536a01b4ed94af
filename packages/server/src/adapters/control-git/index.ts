import type { ReleaseFile, ToolName } from "@sluice/contract";
import { releaseEntry, releasePath, toolOfPath } from "../../core/control/release-files.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Components } from "../../core/ports/components.ts";
import type { Control, ControlEntry } from "../../core/ports/control.ts";
import type { ControlPushes } from "../../core/ports/control-push.ts";
import type { ControlRemoteLink } from "../../core/ports/control-remote.ts";
import type { LockPatience } from "../../git-locks/past-locks.ts";
import type { LanguageFiles } from "../../core/ports/language-files.ts";
import { commitText, type Commit } from "./commit-text.ts";
import { componentView } from "./component-view.ts";
import { createRepository, git, type GitPlace } from "./git.ts";
import { languageFiles } from "./language-files.ts";
import { createObjectReader, type ObjectReader } from "./object-reader.ts";
import { createParsedFiles, type ParsedFiles } from "./parsed-files.ts";
import { controlPushes } from "./pushes.ts";
import { writeRelease } from "./release-yaml.ts";
import type { RemoteOptions } from "./remote-git.ts";
import { openRemote } from "./remote.ts";
import { changedNames, listedFiles } from "./tree.ts";
import { watchRefs } from "./watch-head.ts";

export interface ControlGitOptions {
  /** The bare repository; made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly branch?: string;
  /** The git program. */
  readonly program?: string;
  /** How long a lock in the way is waited for, and who is told that one was removed. */
  readonly locks?: LockPatience;
  /** The repository elsewhere that this one is a copy of. */
  readonly remote?: RemoteOptions;
}

/** The control port on a bare git repository. close() ends its reader process. */
export interface ControlGit extends Control {
  readonly components: Components;
  readonly languages: LanguageFiles;
  readonly pushes: ControlPushes;
  readonly remote: ControlRemoteLink | null;
  close(): Promise<void>;
}

/** Loose objects are packed now and then, so that reading stays quick. */
const commitsBetweenPacks = 500;

export async function openControlGit(options: ControlGitOptions): Promise<ControlGit> {
  const { clock, branch = "main" } = options;
  const place: GitPlace = {
    directory: options.directory,
    program: options.program ?? "git",
    ...(options.locks === undefined ? {} : { locks: options.locks }),
  };
  await createRepository(place, branch);
  const reader = createObjectReader(place);
  const listeners = new Set<() => void>();
  let queue: Promise<unknown> = Promise.resolve();
  let commits = 0;

  const parsed = createParsedFiles();

  const head = async (): Promise<string | null> => (await reader.read(`refs/heads/${branch}`))?.hash ?? null;
  const pushes = controlPushes(place, reader, branch, head);
  const remote = options.remote === undefined ? null : await openRemote(place, options.remote, pushes, clock);
  const now = (): number => Math.floor(Date.parse(clock.now()) / 1000);

  async function pack(): Promise<void> {
    commits += 1;
    if (commits % commitsBetweenPacks === 0) await git(place, ["gc", "--auto", "--quiet"]);
  }
  function tell(): void {
    for (const listener of listeners) listener();
  }
  /** Commits and fetches come one after the other; each tells whoever watches the head. */
  function inTurn<T>(work: () => Promise<T>, after: () => Promise<void> = () => Promise.resolve()): Promise<T> {
    const done = queue.then(work);
    queue = done.then(after).catch(() => undefined);
    return done.finally(tell);
  }
  const commit: Commit = (wish) => inTurn(() => commitText({ place, reader, pushes, remote, now }, wish), pack);

  async function watch(onMove: (head: string) => void, signal: AbortSignal): Promise<void> {
    let last = await head();
    const look = async (): Promise<void> => {
      const present = await head();
      if (present === null || present === last || signal.aborted) return;
      last = present;
      onMove(present);
    };
    const lookNow = (): void => void look().catch(() => undefined);
    listeners.add(lookNow);
    try {
      await watchRefs(place.directory, branch, look, signal);
    } finally {
      listeners.delete(lookNow);
    }
  }

  return {
    head,
    watch,
    read: (tool, at) => readOne(reader, parsed, tool, at ?? pushes.ref),
    readAll: (at) => readAll(place, reader, parsed, at),
    changed: (from, to) => changedNames(place, from, to, "tools/", toolOfPath),
    commit: (tool, file, message, over) =>
      commit({
        what: tool,
        path: releasePath(tool),
        folder: `tools/${tool}`,
        text: file === null ? null : writeRelease(file),
        message,
        ...(over === undefined ? {} : { isOver: (present) => sameFile(tool, present, over) }),
      }),
    languages: languageFiles(place, reader, head, commit),
    components: componentView(place, reader, pushes.ref, { head, watch }, commit),
    pushes: { ...pushes, move: (from, to) => pushes.move(from, to).finally(tell) },
    remote: remote === null ? null : { state: remote.state, fetch: () => inTurn(remote.follow) },
    async close() {
      await queue;
      await reader.close();
    },
  };
}

async function readOne(reader: ObjectReader, parsed: ParsedFiles, tool: ToolName, at: string): Promise<ControlEntry | null> {
  const known = parsed.at(tool, at);
  if (known !== undefined) return known;
  const found = await reader.read(`${at}:${releasePath(tool)}`);
  if (found === null) return null;
  if (found.type !== "blob") return { kind: "broken", tool, problem: `${releasePath(tool)}:1: is not a file` };
  const entry = parsed.parse(tool, found.hash, found.data);
  parsed.keep(tool, at, found.hash);
  return entry;
}

async function readAll(place: GitPlace, reader: ObjectReader, parsed: ParsedFiles, at: string): Promise<readonly ControlEntry[]> {
  const files = await listedFiles(place, at, "tools/", toolOfPath, releasePath);
  parsed.roomFor(files.length);
  return Promise.all(
    files.map(
      async ({ name, hash }) => parsed.known(name, hash) ?? parsed.parse(name, hash, (await reader.read(hash))?.data ?? Buffer.alloc(0)),
    ),
  );
}

function sameFile(tool: ToolName, present: Buffer | null, wanted: ReleaseFile | null): boolean {
  if (present === null || wanted === null) return present === null && wanted === null;
  const entry = releaseEntry(tool, present);
  return entry.kind === "release" && writeRelease(entry.file) === writeRelease(wanted);
}
