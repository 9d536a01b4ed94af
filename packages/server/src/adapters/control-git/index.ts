import { SluiceError, type ReleaseFile, type ToolName } from "@sluice/contract";
import type { Clock } from "../../core/ports/clock.ts";
import type { Control, ControlCommit, ControlEntry } from "../../core/ports/control.ts";
import { importCommit, writeCommands } from "./commit-release.ts";
import { createRepository, git, type GitPlace } from "./git.ts";
import { createObjectReader, type ObjectReader } from "./object-reader.ts";
import { createParsedFiles, type ParsedFiles } from "./parsed-files.ts";
import { readRelease, releasePath, toolOfPath, writeRelease } from "./release-yaml.ts";
import { watchRefs } from "./watch-head.ts";

export interface ControlGitOptions {
  /** The bare repository; made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly branch?: string;
  /** The git program. */
  readonly program?: string;
}

/** The control port on a bare git repository. close() ends its reader process. */
export interface ControlGit extends Control {
  close(): Promise<void>;
}

const commitAttempts = 20;
/** Loose objects are packed now and then, so that reading stays quick. */
const commitsBetweenPacks = 500;

export async function openControlGit(options: ControlGitOptions): Promise<ControlGit> {
  const branch = options.branch ?? "main";
  const place: GitPlace = { directory: options.directory, program: options.program ?? "git" };
  await createRepository(place, branch);
  const reader = createObjectReader(place);
  const listeners = new Set<() => void>();
  let queue: Promise<unknown> = Promise.resolve();
  let commits = 0;

  const parsed = createParsedFiles();

  const head = async (): Promise<string | null> => (await reader.read(`refs/heads/${branch}`))?.hash ?? null;

  async function commitOnce(tool: ToolName, file: ReleaseFile | null, message: ControlCommit, over?: ReleaseFile | null): Promise<string> {
    for (let attempt = 1; attempt <= commitAttempts; attempt += 1) {
      const parent = await head();
      const present = parent === null ? null : await reader.read(`${parent}:${releasePath(tool)}`);
      if (over !== undefined && !sameFile(tool, present?.data ?? null, over)) {
        throw new SluiceError("wrong-state", `${releasePath(tool)} has been changed meanwhile`);
      }
      if (file === null && present === null && parent !== null) return parent;
      const seconds = Math.floor(Date.parse(options.clock.now()) / 1000);
      const moved = await importCommit(place, writeCommands(branch, parent, tool, file, message, seconds));
      const now = await head();
      if (moved && now !== null) return now;
    }
    throw new SluiceError("unavailable", `the control repository moved ${commitAttempts} times while ${tool} was being committed`);
  }

  async function pack(): Promise<void> {
    commits += 1;
    if (commits % commitsBetweenPacks === 0) await git(place, ["gc", "--auto", "--quiet"]);
  }

  return {
    head,
    read: (tool, at) => readOne(reader, parsed, tool, at ?? `refs/heads/${branch}`),
    readAll: (at) => readAll(place, reader, parsed, at),
    changed: (from, to) => changed(place, from, to),
    commit(tool, file, message, over) {
      const done = queue.then(() => commitOnce(tool, file, message, over));
      queue = done.then(pack).catch(() => undefined);
      return done.finally(() => {
        for (const listener of listeners) listener();
      });
    },
    async watch(onMove, signal) {
      let last = await head();
      const look = async (): Promise<void> => {
        const now = await head();
        if (now === null || now === last || signal.aborted) return;
        last = now;
        onMove(now);
      };
      const lookNow = (): void => void look().catch(() => undefined);
      listeners.add(lookNow);
      try {
        await watchRefs(place.directory, branch, look, signal);
      } finally {
        listeners.delete(lookNow);
      }
    },
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
  if (found.type !== "blob") return { kind: "broken", tool, problem: `${releasePath(tool)} is not a file` };
  const entry = parsed.parse(tool, found.hash, found.data);
  parsed.keep(tool, at, found.hash);
  return entry;
}

async function readAll(place: GitPlace, reader: ObjectReader, parsed: ParsedFiles, at: string): Promise<readonly ControlEntry[]> {
  const listing = (await git(place, ["ls-tree", "-r", "-z", at, "--", "tools/"])).toString("utf8");
  const files = listing.split("\0").flatMap((line) => {
    const found = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    const tool = toolOfPath(found?.[2] ?? "");
    return found?.[1] !== undefined && tool !== null && found[2] === releasePath(tool) ? [{ tool, hash: found[1] }] : [];
  });
  parsed.roomFor(files.length);
  return Promise.all(
    files.map(
      async ({ tool, hash }) => parsed.known(tool, hash) ?? parsed.parse(tool, hash, (await reader.read(hash))?.data ?? Buffer.alloc(0)),
    ),
  );
}

async function changed(place: GitPlace, from: string | null, to: string): Promise<readonly ToolName[]> {
  const args =
    from === null
      ? ["ls-tree", "-r", "-z", "--name-only", to, "--", "tools/"]
      : ["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to, "--", "tools/"];
  const paths = (await git(place, args)).toString("utf8").split("\0");
  const tools = paths.flatMap((path) => toolOfPath(path) ?? []);
  return [...new Set(tools)];
}

function sameFile(tool: ToolName, present: Buffer | null, wanted: ReleaseFile | null): boolean {
  if (present === null || wanted === null) return present === null && wanted === null;
  const entry = readRelease(tool, present);
  return entry.kind === "release" && writeRelease(entry.file) === writeRelease(wanted);
}
