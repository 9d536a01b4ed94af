import {
  SluiceError,
  type CommitHash,
  type Pause,
  type Process,
  type Release,
  type ReleaseFile,
  type Repeated,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import { refuseSecretImage } from "../embargoes/under-embargo.ts";
import type { EmbargoStore } from "../ports/embargo-store.ts";
import type { PauseStore } from "../ports/pause-store.ts";
import type { Registry } from "../ports/registry.ts";
import type { BuildStore, ToolStore } from "../ports/store.ts";
import type { ImageUse } from "../pruning/use-image.ts";
import type { UnsignedCommit } from "../signers/check-commit.ts";
import { needSecondPerson, type SecondPersonDependencies } from "./second-person.ts";
import { changeRelease, digestOf } from "./change-release.ts";
import type { ReleaseDependencies } from "./make-release.ts";

export interface PromoteDependencies extends ReleaseDependencies, SecondPersonDependencies {
  readonly tools: Pick<ToolStore, "tool"> & Pick<BuildStore, "build"> & Pick<PauseStore, "pause"> & Pick<EmbargoStore, "embargo">;
  readonly registry: Pick<Registry, "copy" | "host">;
  readonly images: Pick<ImageUse, "use">;
  /** Why what was built from a commit may not run as another tool, which takes signed ones only; null when it may. */
  readonly unsigned: (built: {
    readonly repository: ToolName;
    readonly commit: CommitHash;
    readonly tool: ToolName;
  }) => Promise<UnsignedCommit | null>;
  /** The version of a tool's settings that a new release of it uses. */
  readonly settingsOf: (tool: ToolName) => Promise<number>;
}

export interface PromoteWish {
  readonly from: ToolName;
  readonly to: ToolName;
  readonly by: UserName;
}

/**
 * Makes a release of `to` from what is live of `from`: the same image, processes, jobs and release command, with the
 * settings and the number of copies that `to` has. Null when `to` runs just that already.
 */
export async function promote(deps: PromoteDependencies, { from, to, by }: PromoteWish): Promise<Repeated | null> {
  if (from === to) throw new SluiceError("invalid-request", `${from} cannot be promoted to itself.`, { path: "body.to" });
  if ((await deps.tools.tool(to)) === null) throw new SluiceError("not-found", `There is no tool ${to}: create it first.`);
  await refuseSecretImage(deps.tools, from);
  const paused = await deps.tools.pause(to);
  if (paused !== null) throw new SluiceError("wrong-state", `Deployments of ${to} are ${pausedWords(paused)}.`);
  const { release, file } = await liveOf(deps, from);
  const digest = digestOf(file.image);
  const build = file.build === null ? null : await deps.tools.build(file.build);
  const unsigned = await deps.unsigned({ repository: build?.tool ?? from, commit: file.commit, tool: to });
  if (unsigned !== null) throw new SluiceError("wrong-state", `${to} takes what was built from signed commits only: ${unsigned.reason}.`);
  await needSecondPerson(deps, { from, to, image: digest, by });
  if (!(await deps.images.use(digest))) throw new SluiceError("unavailable", `The image of ${from} is being pruned although it is live.`);
  await deps.registry.copy(from, to, digest);
  const image = `${deps.registry.host}/${to}@${digest}`;
  const { commit, pipeline, jobs, release_command: command = null } = file;
  const settings = await deps.settingsOf(to);
  const made = await changeRelease(deps, {
    tool: to,
    by,
    cause: "promotion",
    subject: (number) => `Promote ${from} v${release.number} to ${to}: v${number}`,
    body: `The same image, asked for by ${by}.`,
    trailers: {
      "Sluice-Promotion-Of": `${from} v${release.number}`,
      "Sluice-Commit": commit,
      ...(build === null || build.branch === "" ? {} : { "Sluice-Branch": build.branch }),
    },
    commitSubject: release.subject,
    change: (present) => {
      const next = { image, commit, pipeline, jobs, settings, processes: scaledAs(present, file.processes), release_command: command };
      return isSame(present, next) ? null : next;
    },
    first: {
      image,
      commit,
      pipeline,
      jobs,
      settings,
      processes: file.processes,
      ...(command === null ? {} : { release_command: command }),
    },
  });
  await deps.protections.forgetAsked(to);
  return made === null ? null : { ...made, of: release.number };
}

/** `paused by ada (release day)`. */
export function pausedWords({ by, why }: Pause): string {
  return `paused by ${by}${why === "" ? "" : ` (${why})`}`;
}

/** What is live of a tool, as the control repository says it. */
export async function liveOf(
  deps: Pick<ReleaseDependencies, "store" | "control">,
  tool: ToolName,
): Promise<{ readonly release: Release; readonly file: ReleaseFile }> {
  const release = await deps.store.liveRelease(tool);
  const entry = release === null || release.control === null ? null : await deps.control.read(tool, release.control);
  if (release === null || entry?.kind !== "release") throw new SluiceError("wrong-state", `Nothing of ${tool} is live: deploy it first.`);
  return { release, file: entry.file };
}

/** The number of copies that somebody scaled a process to stays, and how often it was restarted: both are of the tool and not of its image. */
export function scaledAs(present: ReleaseFile, processes: ReleaseFile["processes"]): ReleaseFile["processes"] {
  const scaled = Object.entries(processes).map(([name, process]): [string, Process] => {
    const before = present.processes[name];
    const { restarts: _, ...rest } = process;
    if (before === undefined) return [name, rest];
    return [name, { ...rest, replicas: before.replicas, ...(before.restarts === undefined ? {} : { restarts: before.restarts }) }];
  });
  return Object.fromEntries(scaled);
}

export function isSame(present: ReleaseFile, next: Pick<ReleaseFile, "image" | "settings" | "processes" | "jobs">): boolean {
  const part = ({ image, settings, processes, jobs }: typeof next): string =>
    JSON.stringify([image, settings, ordered(processes), ordered(jobs)]);
  return part(present) === part(next);
}

function ordered(parts: Readonly<Record<string, object>>): unknown {
  return Object.entries(parts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => [name, Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
