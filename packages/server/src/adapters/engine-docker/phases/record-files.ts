import type { BuildRequest } from "../../../core/ports/engine.ts";
import { stringify } from "smol-toml";

/** run.toml names the run image in use: a later rebase finds its new base by this name. */
export const runToml = (runImage: string): string => stringify({ images: [{ image: runImage }] });

/** Provenance: becomes the label io.buildpacks.project.metadata (platform spec, "project-metadata.toml"). */
export function projectMetadataToml(request: Pick<BuildRequest, "id" | "tool" | "pipeline" | "commit">, builder: string): string {
  return stringify({
    source: {
      type: "git",
      version: { commit: request.commit },
      metadata: {
        tool: request.tool,
        pipeline: request.pipeline,
        build: String(request.id),
        builder: `sha256:${builder}`,
      },
    },
  });
}
