import {
  HealthCommand,
  Moment,
  SluiceError,
  type Build,
  type Digest,
  type Process,
  type Release,
  type ReleaseFile,
  type ToolName,
} from "@sluice/contract";
import type { RunPlan } from "../languages/build-plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Control, ControlCommit, ControlEntry } from "../ports/control.ts";
import type { UnnumberedRelease } from "../ports/pause-store.ts";
import type { SettingsStore } from "../ports/settings-store.ts";
import type { ReleaseStore } from "../ports/store.ts";
import { digestOf } from "./change-release.ts";

export interface ReleaseDependencies {
  readonly store: ReleaseStore & Pick<SettingsStore, "newestSettings" | "waitingSettings">;
  readonly control: Control;
  readonly clock: Clock;
}

export interface NewRelease {
  readonly build: Build;
  readonly run: RunPlan;
  /** `host:port/tool`, without tag or digest. */
  readonly repository: string;
  readonly digest: Digest;
}

/** The port that a first web process is told in $PORT when nobody says another. */
export const defaultPort = 8000;

export type Parts = Pick<ReleaseFile, "processes" | "jobs" | "release_command" | "promote">;

/**
 * What runs by a plan. `web` takes requests, others only with a port of their own. How many copies somebody scaled a
 * process to stays over a push, unless the manifest says a number; so does the port, which may have been found.
 */
export function partsOf(run: RunPlan, present: ReleaseFile | null): Parts {
  const processes = run.processes.map(({ name, command, copies, spec }): [string, Process] => {
    const before = present?.processes[name];
    const { port = name === "web" ? (before?.port ?? defaultPort) : undefined, health, memory = "512Mi", cpu = "500m" } = spec;
    const replicas = spec.replicas ?? before?.replicas ?? copies;
    const more = {
      ...(port === undefined ? {} : { port }),
      ...(health === undefined ? {} : { health: typeof health === "object" ? HealthCommand.parse(health) : health }),
    };
    return [name, { command, ...more, replicas, memory, cpu }];
  });
  return {
    processes: Object.fromEntries(processes),
    jobs: run.jobs,
    ...(run.releaseCommand === null ? {} : { release_command: run.releaseCommand.command }),
    ...(run.promote === null ? {} : { promote: run.promote }),
  };
}

/** What a build's release will say, before it has its number; the settings are the newest when it gets it. */
export function unnumberedRelease({ build, repository, digest, run }: NewRelease, present: ReleaseFile | null): UnnumberedRelease {
  return {
    tool: build.tool,
    image: `${repository}@${digest}`,
    commit: build.commit,
    pipeline: build.pipeline,
    build: build.id,
    settings: 0,
    ...partsOf(run, present),
  };
}

/**
 * Gives a built image its release number and commits it to the control repository, from where it is deployed.
 * May be repeated for the same build: the number stays, and nothing is committed that was committed before.
 */
export function makeRelease(deps: ReleaseDependencies, wish: NewRelease): Promise<Release> {
  return commitBuild(deps, wish.build, (present) => unnumberedRelease(wish, present));
}

/** The same for a file that was kept back. */
export function releaseBuild(deps: ReleaseDependencies, build: Build, unnumbered: UnnumberedRelease): Promise<Release> {
  return commitBuild(deps, build, () => unnumbered);
}

/** What the release says, over what the control repository says. */
export type Make = (present: ReleaseFile | null) => UnnumberedRelease;

/** Numbers what a build made and commits it: for the tool, or the preview that the file names. */
export async function commitBuild(deps: ReleaseDependencies, build: Build, make: Make): Promise<Release> {
  const unnumbered = make(null);
  const release = await deps.store.addRelease({
    tool: unnumbered.tool,
    build: build.id,
    commit: build.commit,
    subject: build.subject,
    author: build.author,
    cause: build.upload === null ? "push" : "upload",
    settings: Math.max(unnumbered.settings, await deps.store.newestSettings(build.tool)),
    image: digestOf(unnumbered.image),
    created: Moment.parse(deps.clock.now()),
  });
  // a release that has left `pending`, or that a commit says, was committed before
  if (release.control !== null || release.state !== "pending") return release;
  return commitRelease(deps, build, make, release);
}

const attempts = 5;

/** Commits it over what the control repository says; a change of the settings that comes between is taken along. */
async function commitRelease(deps: ReleaseDependencies, build: Build, make: Make, release: Release): Promise<Release> {
  const { tool } = release;
  for (let attempt = 1; ; attempt += 1) {
    const present = await deps.control.read(tool);
    const overtaken = present?.kind === "release" && present.file.release >= release.number;
    if (attempt === 1 && overtaken) return release;
    const settings = Math.max(release.settings, await deps.store.newestSettings(build.tool));
    try {
      const file = { ...make(present?.kind === "release" ? present.file : null), settings, release: release.number };
      const control = await deps.control.commit(tool, file, message(build, release), overOf(present));
      return { ...release, settings, control };
    } catch (error) {
      const moved = error instanceof SluiceError && error.code === "wrong-state";
      if (!moved || attempt === attempts) throw error;
    }
  }
}

/** What a commit is made over. A broken file is replaced, whatever it is. */
function overOf(present: ControlEntry | null): ReleaseFile | null | undefined {
  return present?.kind === "broken" ? undefined : (present?.file ?? null);
}

// no state is written with it: from the commit on, the state is the reconciler's
function message(build: Build, release: Release): ControlCommit {
  return {
    author: { name: build.author, email: `${build.author}@localhost` },
    subject: `Deploy ${release.tool} v${release.number}: ${build.subject}`,
    body: build.cause,
    trailers: {
      "Sluice-Build": String(build.id),
      "Sluice-Release": String(release.number),
      "Sluice-Commit": build.commit,
    },
  };
}

/** Takes a tool out of the control repository; the reconciler then stops all that runs of it. */
export async function removeRelease(
  deps: Pick<ReleaseDependencies, "control">,
  tool: ToolName,
  author: string,
  reason: string,
): Promise<void> {
  await deps.control.commit(tool, null, {
    author: { name: author, email: `${author}@localhost` },
    subject: `Remove ${tool}`,
    body: reason,
    trailers: {},
  });
}
