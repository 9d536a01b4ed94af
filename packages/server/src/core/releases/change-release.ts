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
import type { ReleaseDependencies } from "./make-release.ts";

/** What a new release has that the one before has not; everything else stays as it is. */
export type ReleaseChange = Partial<
  Pick<ReleaseFile, "image" | "commit" | "pipeline" | "settings" | "processes" | "jobs" | "release_command">
>;

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
}

const attempts = 5;

/**
 * Makes a release without a build, from what the control repository says now: the next number, one commit.
 * Null when the change changes nothing. A commit by somebody else in between is not lost: the change is made over it.
 */
export async function changeRelease(deps: ReleaseDependencies, wish: ChangeWish): Promise<Release | null> {
  for (let attempt = 1; ; attempt += 1) {
    const present = await presentFile(deps, wish.tool);
    const change = wish.change(present);
    if (change === null) return null;
    const made = await changeOver(deps, wish, present, change);
    if (made !== null) return made;
    if (attempt === attempts) throw new SluiceError("unavailable", `${wish.tool} was changed ${attempts} times meanwhile by others.`);
  }
}

/** What a tool should run now; `wrong-state` when it has no release or its file is broken. */
export async function presentFile(deps: Pick<ReleaseDependencies, "control">, tool: ToolName): Promise<ReleaseFile> {
  const entry = await deps.control.read(tool);
  if (entry === null) throw new SluiceError("wrong-state", `${tool} has no release yet: deploy it first.`);
  if (entry.kind === "broken") throw new SluiceError("wrong-state", `The control repository's file of ${tool} is broken: ${entry.problem}`);
  return entry.file;
}

async function changeOver(
  deps: ReleaseDependencies,
  wish: ChangeWish,
  present: ReleaseFile,
  change: ReleaseChange,
): Promise<Release | null> {
  const { tool, by, cause } = wish;
  const before = await deps.store.release(tool, present.release);
  // settings that were stored without a restart wait for a release, of whatever kind
  const settings = change.settings ?? (await deps.store.waitingSettings(tool)) ?? present.settings;
  const next = { ...present, ...change, settings };
  const release = await deps.store.addRelease({
    tool,
    build: null,
    commit: next.commit,
    subject: before?.commit === next.commit ? before.subject : "",
    author: by,
    cause,
    settings: next.settings,
    image: digestOf(next.image),
    created: Moment.parse(deps.clock.now()),
  });
  try {
    const control = await deps.control.commit(
      tool,
      { ...next, release: release.number, build: null },
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
