import { Moment, type Build, type Digest, type Process, type Release, type ToolName } from "@sluice/contract";
import type { PlannedProcess } from "../languages/build-plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Control } from "../ports/control.ts";
import type { UnnumberedRelease } from "../ports/pause-store.ts";
import type { ReleaseStore } from "../ports/store.ts";
import { digestOf } from "./change-release.ts";

export interface ReleaseDependencies {
  readonly store: ReleaseStore;
  readonly control: Control;
  readonly clock: Clock;
}

export interface NewRelease {
  readonly build: Build;
  readonly processes: readonly PlannedProcess[];
  /** `host:port/tool`, without tag or digest. */
  readonly repository: string;
  readonly digest: Digest;
  /** Version of the settings that it uses; 0 without any. */
  readonly settings?: number;
}

/** The port that a web process is told in $PORT when nobody says another. */
export const defaultPort = 8000;

/** What runs of a planned process: `web` takes requests, all others do not. */
export function processOf(planned: PlannedProcess): Process {
  const base = { command: planned.command, replicas: 1, memory: "512Mi", cpu: "500m" };
  return planned.name === "web" ? { ...base, port: defaultPort } : base;
}

/** What a build's release will say, before it has its number. */
export function unnumberedRelease({ build, repository, digest, settings, processes }: NewRelease): UnnumberedRelease {
  return {
    tool: build.tool,
    image: `${repository}@${digest}`,
    commit: build.commit,
    pipeline: build.pipeline,
    build: build.id,
    settings: settings ?? 0,
    processes: Object.fromEntries(processes.map((planned) => [planned.name, processOf(planned)])),
    jobs: {},
  };
}

/**
 * Gives a built image its release number and commits it to the control repository, from where it is deployed.
 * May be repeated for the same build: the number stays, and nothing is committed that was committed before.
 */
export function makeRelease(deps: ReleaseDependencies, wish: NewRelease): Promise<Release> {
  return releaseBuild(deps, wish.build, unnumberedRelease(wish));
}

/** The same for a file that was kept back. */
export async function releaseBuild(deps: ReleaseDependencies, build: Build, unnumbered: UnnumberedRelease): Promise<Release> {
  const release = await deps.store.addRelease({
    tool: build.tool,
    build: build.id,
    commit: build.commit,
    subject: build.subject,
    author: build.author,
    cause: "push",
    settings: unnumbered.settings,
    image: digestOf(unnumbered.image),
    created: Moment.parse(deps.clock.now()),
  });
  // a release that has left `pending`, or that a commit says, was committed before
  if (release.control !== null || release.state !== "pending") return release;
  const present = await deps.control.read(build.tool);
  if (present?.kind === "release" && present.file.release >= release.number) return release;
  // no state is written here: from the commit on, the state is the reconciler's
  const control = await deps.control.commit(
    build.tool,
    { ...unnumbered, release: release.number },
    {
      author: { name: build.author, email: `${build.author}@localhost` },
      subject: `Deploy ${build.tool} v${release.number}: ${build.subject}`,
      body: build.cause,
      trailers: {
        "Sluice-Build": String(build.id),
        "Sluice-Release": String(release.number),
        "Sluice-Commit": build.commit,
      },
    },
  );
  return { ...release, control };
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
