import type { BuildRequest } from "../../../core/ports/engine.ts";
import type { BuildDirectory } from "../build-directory.ts";
import type { ContainerSpec } from "../docker.ts";
import { imageUser } from "../images/bake-script.ts";
import { builderInside, builderScript } from "./builder-script.ts";
import { seccompProfile } from "./seccomp-profile.ts";

export interface BuilderPlace {
  readonly installation: string;
  readonly network: string;
  readonly directory: BuildDirectory;
  /** What is kept of the tool between builds. */
  readonly store: string;
  /** Directories of base images, by the name that they have inside. */
  readonly bases: ReadonlyMap<string, string>;
}

/** The container in which a tool's Dockerfile is built. Nothing in it knows a credential, and nothing of it has a right outside. */
export function builderContainer(
  request: Pick<BuildRequest, "id" | "tool" | "limits">,
  image: string,
  flags: readonly string[],
  place: BuilderPlace,
): ContainerSpec {
  const own = place.directory.path;
  return {
    image,
    user: `${imageUser.uid}:${imageUser.gid}`,
    command: ["unshare", "--user", "--mount", "--keep-caps", "/bin/sh", "-c", builderScript, "builder", ...flags],
    env: [`HOME=${imageUser.home}`],
    workingDirectory: "/",
    labels: {
      "sluice.installation": place.installation,
      "sluice.kind": "build",
      "sluice.build": String(request.id),
      "sluice.tool": request.tool,
    },
    // All that its user could write elsewhere lies under these, so that the limit of the disk counts it.
    binds: [
      `${own("workspace")}:${builderInside.source}:ro`,
      `${place.directory.env}:${builderInside.env}:ro`,
      `${own("platform")}:/etc/containers:ro`,
      `${own("scratch")}:/tmp`,
      `${own("tmp")}:/var/tmp`,
      `${own("layers")}:/run`,
      `${own("home")}:${imageUser.home}`,
      `${own("record")}:${builderInside.out}`,
      `${place.store}:${builderInside.store}`,
      ...[...place.bases].map(([name, directory]) => `${directory}:${builderInside.bases}/${name}:ro`),
    ],
    network: place.network,
    limits: request.limits,
    nested: { seccomp: seccompProfile },
  };
}

/** Nothing is fetched by the builder: images come from directories, and no name leads to a registry. */
export const builderFiles: Readonly<Record<string, string>> = {
  "policy.json": JSON.stringify({
    default: [{ type: "reject" }],
    transports: {
      oci: { "": [{ type: "insecureAcceptAnything" }] },
      "containers-storage": { "": [{ type: "insecureAcceptAnything" }] },
    },
  }),
  "registries.conf": 'unqualified-search-registries = []\nshort-name-mode = "disabled"\n',
  "storage.conf": '[storage]\ndriver = "overlay"\n',
};
