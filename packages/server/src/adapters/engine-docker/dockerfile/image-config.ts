import { userOf } from "../../../core/dockerfiles/image-user.ts";
import { z } from "zod";
import type { BuildRequest } from "../../../core/ports/engine.ts";
import { platformApi } from "../phases/names.ts";
import type { StoredBase } from "./base-store.ts";

const Text = z.string().max(64 * 1024);
const Texts = z.array(Text).max(1000).nullish();

/** OCI image specification, "image configuration": what may be taken over of one that a tool's build made. */
export const BuiltConfig = z.object({
  architecture: z.string().max(50),
  os: z.literal("linux"),
  variant: z.string().max(50).optional(),
  created: z.string().max(50).optional(),
  config: z
    .object({
      User: Text.optional(),
      Env: Texts,
      Entrypoint: Texts,
      Cmd: Texts,
      WorkingDir: Text.optional(),
      ExposedPorts: z.record(Text, z.unknown()).nullish(),
      Labels: z.record(Text, Text).nullish(),
      StopSignal: Text.optional(),
    })
    .default({}),
  rootfs: z.object({ type: z.literal("layers"), diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).max(500) }),
  history: z.array(z.looseObject({})).max(1000).optional(),
});
export type BuiltConfig = z.infer<typeof BuiltConfig>;

/** Labels that this platform believes: nobody else writes them. */
const reserved = /^(io\.buildpacks\.|sluice\.|org\.opencontainers\.image\.base\.)/;

/** Says that an image stands on what its Dockerfile names. */
export const dockerfileLabel = "sluice.dockerfile";

/**
 * The image's configuration: what the Dockerfile said, without volumes and health checks, with our labels, and what the
 * launcher reads (buildpacks platform specification, "launcher"). `launcherLayer`: its layer's digest when unpacked.
 */
export function imageConfig(
  built: BuiltConfig,
  request: Pick<BuildRequest, "id" | "tool" | "pipeline" | "commit">,
  { path, bases, launcherLayer }: { readonly path: string; readonly bases: readonly StoredBase[]; readonly launcherLayer: string },
): object {
  const { config, rootfs, history, ...rest } = built;
  const { Env, Entrypoint, Cmd, WorkingDir = "", Labels, ExposedPorts, User, StopSignal } = config;
  const own = (Env ?? []).filter((variable) => !variable.startsWith("CNB_"));
  const labels = Object.entries(Labels ?? {}).filter(([name]) => !reserved.test(name));
  const under = bases.find(({ layers }) => [...layers.keys()].every((id, at) => rootfs.diff_ids[at] === id));
  return {
    ...rest,
    config: {
      ...(User !== undefined && { User }),
      Env: [...own, `CNB_PLATFORM_API=${platformApi}`, "CNB_LAYERS_DIR=/layers", `CNB_APP_DIR=${WorkingDir === "" ? "/" : WorkingDir}`],
      ...(Entrypoint && { Entrypoint }),
      ...(Cmd && { Cmd }),
      ...(WorkingDir !== "" && { WorkingDir }),
      ...(ExposedPorts && { ExposedPorts }),
      ...(StopSignal !== undefined && { StopSignal }),
      Labels: {
        ...Object.fromEntries(labels),
        [dockerfileLabel]: path,
        ...(under !== undefined && {
          "org.opencontainers.image.base.name": under.name,
          "org.opencontainers.image.base.digest": under.digest,
        }),
        "io.buildpacks.project.metadata": JSON.stringify({
          source: {
            type: "git",
            version: { commit: request.commit },
            metadata: { tool: request.tool, pipeline: request.pipeline, build: String(request.id) },
          },
        }),
      },
    },
    rootfs: { type: "layers", diff_ids: [...rootfs.diff_ids, launcherLayer] },
    ...(history !== undefined && { history: [...history, { created_by: "sluice launcher", created: "1970-01-01T00:00:00Z" }] }),
  };
}

/** The user that processes have instead of the image's, when that is a name or one of the system's; null when it stays. */
export function otherUser({ config }: BuiltConfig): { readonly said: string; readonly runs: string } | null {
  const said = config.User ?? "";
  const runs = userOf(said);
  return runs.split(":")[0] === said.split(":")[0] ? null : { said: said === "" ? "root" : said, runs };
}
