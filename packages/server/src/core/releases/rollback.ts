import {
  SluiceError,
  type Release,
  type ReleaseFile,
  type ReleaseNumber,
  type Repeated,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import type { ReleaseHistoryStore } from "../ports/release-history-store.ts";
import type { Registry } from "../ports/registry.ts";
import type { ImageUse } from "../pruning/use-image.ts";
import { changeRelease, digestOf, presentFile } from "./change-release.ts";
import type { ReleaseDependencies } from "./make-release.ts";

const mostSaid = 20;

export interface RollbackDependencies extends ReleaseDependencies {
  readonly history: Pick<ReleaseHistoryStore, "liveBefore">;
  readonly registry: Pick<Registry, "resolve">;
  readonly images: Pick<ImageUse, "use">;
  /** The releases that may be gone back to, newest first: those whose image is kept. */
  readonly kept: (tool: ToolName) => Promise<readonly Release[]>;
}

export interface RollbackWish {
  readonly tool: ToolName;
  readonly by: UserName;
  /** Without it: what was live before the present release. */
  readonly release?: ReleaseNumber | undefined;
}

/** Makes a new release of what an earlier one ran: its image, processes, jobs and settings. */
export async function rollback(deps: RollbackDependencies, wish: RollbackWish): Promise<Repeated> {
  const { tool, by } = wish;
  const target = wish.release === undefined ? await releaseBefore(deps, tool) : await releaseOf(deps, tool, wish.release);
  const file = await fileOf(deps, target);
  await needImage(deps, target, file);
  const { image, commit, pipeline, settings, processes, jobs } = file;
  const back = { image, commit, pipeline, settings, processes, jobs };
  const made = await changeRelease(deps, {
    tool,
    by,
    cause: "rollback",
    subject: (number) => `Roll back ${tool} to v${target.number}: v${number}`,
    body: `v${target.number} again, asked for by ${by}.`,
    trailers: { "Sluice-Rollback-Of": String(target.number), "Sluice-Commit": commit },
    commitSubject: target.subject,
    change: () => ({ ...back, release_command: null }),
    first: back,
  });
  if (made === null) throw new SluiceError("internal", `The rollback of ${tool} to v${target.number} made no release.`);
  return { ...made, of: target.number };
}

async function releaseBefore(deps: RollbackDependencies, tool: ToolName): Promise<Release> {
  const present = await presentFile(deps, tool);
  const before = await deps.history.liveBefore(tool, present.release);
  if (before === null) throw new SluiceError("wrong-state", `Nothing was live of ${tool} before v${present.release}.`);
  return before;
}

async function releaseOf(deps: RollbackDependencies, tool: ToolName, number: ReleaseNumber): Promise<Release> {
  const release = await deps.store.release(tool, number);
  if (release === null) throw new SluiceError("not-found", `${tool} has no release v${number}.`);
  return release;
}

async function fileOf(deps: RollbackDependencies, { tool, number, live, control, state }: Release): Promise<ReleaseFile> {
  if (live === null || control === null) {
    throw new SluiceError("wrong-state", `v${number} of ${tool} never was live: it is ${state}.`);
  }
  const entry = await deps.control.read(tool, control);
  if (entry?.kind === "release") return entry.file;
  throw new SluiceError("wrong-state", `The control repository no longer says what v${number} of ${tool} was.`);
}

/** A registry that does not answer is no reason against it: the runtime may have the image, and this may be what mends. */
async function needImage(deps: RollbackDependencies, { tool, number }: Release, { image }: ReleaseFile): Promise<void> {
  const repository = image.slice(0, image.lastIndexOf("@"));
  const digest = digestOf(image);
  const isOurs = await deps.images.use(digest);
  const found = await deps.registry.resolve(repository, digest).catch((error: unknown) => {
    if (error instanceof SluiceError && error.code === "unavailable") return digest;
    throw error;
  });
  if (isOurs && found !== null) return;
  const kept = (await deps.kept(tool)).filter((release) => release.image !== digest).map((release) => `v${release.number}`);
  const others = kept.length === 0 ? "No other one is kept" : `Kept are ${kept.slice(0, mostSaid).join(", ")}`;
  throw new SluiceError(
    "wrong-state",
    `The image of v${number} of ${tool} is gone: it was pruned. ${others}; to have this one back, push its commit again.`,
  );
}
