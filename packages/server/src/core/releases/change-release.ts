import {
  Digest,
  Moment,
  SluiceError,
  type Release,
  type ReleaseCause,
  type ReleaseFile,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import type { UnnumberedRelease } from "../ports/pause-store.ts";
import type { ReleaseDependencies } from "./make-release.ts";

/** What a new release has that the one before has not; everything else stays as it is. */
export type ReleaseChange = Partial<Pick<ReleaseFile, "image" | "commit" | "pipeline" | "settings" | "processes" | "jobs">> & {
  /** Null leaves it out: what the new release has done already is not done again. */
  readonly release_command?: string | null | undefined;
};

/** What a tool's first release is made of, when it comes without a build. */
export type FirstRelease = Omit<ReleaseFile, "tool" | "release" | "build">;

export interface ChangeWish {
  readonly tool: ToolName;
  readonly by: UserName;
  readonly cause: ReleaseCause;
  /** First line of the control commit, told what number the release has got: `Set PAGE_SIZE of foo: v43`. */
  readonly subject: (release: number) => string;
  /** Why, in the control commit's message. */
  readonly body: string;
  /** More trailers of the control commit, `Sluice-Rollback-Of: 42`. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** The change over what the control repository says now; throws to refuse, null when there is nothing to change. */
  readonly change: (present: ReleaseFile) => ReleaseChange | null;
  /** For a tool that has no release yet; without it that is refused. */
  readonly first?: FirstRelease;
  /** First line of the source commit's message, when the source commit changes. */
  readonly commitSubject?: string;
}

const attempts = 5;

/**
 * Makes a release without a build, from what the control repository says now: the next number, one commit.
 * Null when the change changes nothing. A commit by somebody else in between is not lost: the change is made over it.
 */
export async function changeRelease(deps: ReleaseDependencies, wish: ChangeWish): Promise<Release | null> {
  for (let attempt = 1; ; attempt += 1) {
    const present = await presentOf(deps, wish.tool);
    // settings that were stored without a restart wait for a release, of whatever kind
    const next = nextFile(wish, present, await deps.store.waitingSettings(wish.tool));
    if (next === null) return null;
    const made = await changeOver(deps, wish, present, next);
    if (made !== null) return made;
    if (attempt === attempts) throw new SluiceError("unavailable", `${wish.tool} was changed ${attempts} times meanwhile by others.`);
  }
}

/** What a tool should run now; `wrong-state` when it has no release or its file is broken. */
export async function presentFile(deps: Pick<ReleaseDependencies, "control">, tool: ToolName): Promise<ReleaseFile> {
  return (await presentOf(deps, tool)) ?? refuseNone(tool);
}

async function presentOf(deps: Pick<ReleaseDependencies, "control">, tool: ToolName): Promise<ReleaseFile | null> {
  const entry = await deps.control.read(tool);
  if (entry?.kind !== "broken") return entry?.file ?? null;
  throw new SluiceError("wrong-state", `The control repository's file of ${tool} is broken: ${entry.problem}`);
}

function refuseNone(tool: ToolName): never {
  throw new SluiceError("wrong-state", `${tool} has no release yet: deploy it first.`);
}

function nextFile({ tool, first, change }: ChangeWish, present: ReleaseFile | null, waiting: number | null): UnnumberedRelease | null {
  if (present === null) return first === undefined ? refuseNone(tool) : { ...first, tool, build: null };
  const changed = change(present);
  if (changed === null) return null;
  const { release_command: before, release: _, ...rest } = present;
  const { release_command: wished = before, ...others } = changed;
  const command = wished === undefined || wished === null ? {} : { release_command: wished };
  return { ...rest, settings: waiting ?? present.settings, ...others, ...command, build: null };
}

async function changeOver(
  deps: ReleaseDependencies,
  wish: ChangeWish,
  present: ReleaseFile | null,
  next: UnnumberedRelease,
): Promise<Release | null> {
  const { tool, by, cause } = wish;
  const before = present === null ? null : await deps.store.release(tool, present.release);
  const release = await deps.store.addRelease({
    tool,
    build: null,
    commit: next.commit,
    subject: wish.commitSubject ?? (before?.commit === next.commit ? before.subject : ""),
    author: by,
    cause,
    settings: next.settings,
    image: digestOf(next.image),
    created: Moment.parse(deps.clock.now()),
  });
  try {
    const control = await deps.control.commit(
      tool,
      { ...next, release: release.number },
      {
        author: { name: by, email: `${by}@localhost` },
        subject: wish.subject(release.number),
        body: wish.body,
        trailers: { "Sluice-Release": String(release.number), "Sluice-Cause": cause, ...wish.trailers },
      },
      present,
    );
    return { ...release, control };
  } catch (error) {
    const moved = error instanceof SluiceError && error.code === "wrong-state";
    const reason = moved ? "another change came first; this one was made over it" : "it could not be committed";
    await deps.store.setReleaseState(tool, release.number, {
      state: moved ? "superseded" : "failed",
      reason,
      ...(moved ? {} : { fault: "platform" }),
    });
    if (moved) return null;
    throw error;
  }
}

/** The digest at the end of an image's name. */
export function digestOf(image: string): Digest {
  return Digest.parse(image.slice(image.lastIndexOf("@") + 1));
}
