import { SluiceError, type Release, type UserName } from "@sluice/contract";
import { changeRelease, digestOf } from "../releases/change-release.ts";
import { isSame, pausedWords, scaledAs } from "../releases/promote.ts";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import { type PreviewKey, runNameOf } from "./run-name.ts";
import { needPreview } from "./show-preview.ts";

/** Makes a release of the tool from what is live of its preview: the same image, with the tool's own settings and sizes. */
export async function promotePreview(
  deps: Pick<PreviewsDependencies, "store" | "control" | "clock">,
  key: PreviewKey,
  by: UserName,
): Promise<Release> {
  const { store } = deps;
  const { tool, name } = key;
  await needPreview(deps, key);
  const [live, file, paused] = await Promise.all([store.liveRelease(runNameOf(key)), store.previewFile(key), store.pause(tool)]);
  if (paused !== null) throw new SluiceError("wrong-state", `Deployments of ${tool} are ${pausedWords(paused)}.`);
  if (live === null || file === null) throw new SluiceError("wrong-state", `Nothing of the preview ${name} is live: deploy to it first.`);
  if (digestOf(file.image) !== live.image) {
    throw new SluiceError("wrong-state", `What was deployed to the preview ${name} last is not live: deploy to it again.`);
  }
  const { image, commit, pipeline, processes, jobs, release_command: command = null, promote } = file;
  const settings = await store.newestSettings(tool);
  const parts = { image, commit, pipeline, jobs, settings, processes };
  const made = await changeRelease(deps, {
    tool,
    by,
    cause: "promotion",
    subject: (number) => `Promote preview ${name} of ${tool}: v${number}`,
    body: `The same image, asked for by ${by}.`,
    trailers: { "Sluice-Promotion-Of": `${runNameOf(key)} v${live.number}`, "Sluice-Commit": commit },
    commitSubject: live.subject,
    change: (present) => {
      const next = { ...parts, processes: scaledAs(present, processes), release_command: command };
      return isSame(present, next) ? null : next;
    },
    first: { ...parts, ...(command === null ? {} : { release_command: command }), ...(promote === undefined ? {} : { promote }) },
  });
  if (made === null) throw new SluiceError("wrong-state", `${tool} runs just what is live of its preview ${name} already.`);
  return made;
}
