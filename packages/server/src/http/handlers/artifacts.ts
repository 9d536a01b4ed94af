import { SluiceError } from "@sluice/contract";
import { buildOf } from "../build-of.ts";
import type { Handlers } from "../handler.ts";

export const artifactHandlers: Pick<Handlers, "artifacts.list" | "artifacts.download"> = {
  "artifacts.list": async ({ deps, params }) => {
    await buildOf(deps, params.tool, params.build);
    return deps.artifacts.list(params.tool, params.build);
  },
  "artifacts.download": async ({ deps, params: { tool, build, artifact: number } }) => {
    await buildOf(deps, tool, build);
    const found = await deps.artifacts.open(tool, build, number);
    if (found === null) throw new SluiceError("not-found", `Build ${build} of ${tool} has no artifact ${number}, or not any more.`);
    const { artifact, content } = found;
    return { name: artifact.path.slice(artifact.path.lastIndexOf("/") + 1), bytes: artifact.bytes, content };
  },
};
