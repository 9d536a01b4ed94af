import { z } from "zod";
import { BuildId } from "../ids.ts";
import { inTool, type Route } from "../route.ts";
import { Artifact, ArtifactNumber } from "../schemas/artifacts.ts";

const inBuild = inTool.extend({ build: BuildId });

export const artifactRoutes = {
  "artifacts.list": {
    method: "GET",
    path: "/tools/:tool/builds/:build/artifacts",
    access: "viewer",
    summary: "Files that a build's tests left; none are there any more when they were too old",
    deploys: true,
    params: inBuild,
    output: z.array(Artifact),
  },
  "artifacts.download": {
    method: "GET",
    path: "/tools/:tool/builds/:build/artifacts/:artifact",
    access: "viewer",
    summary: "One of them, as an attachment",
    deploys: true,
    params: inBuild.extend({ artifact: ArtifactNumber }),
    output: z.unknown(),
    stream: "bytes",
  },
} as const satisfies Record<string, Route>;
