import { Done, inTool, type Route } from "../route.ts";
import { NewSource, Source, SourceCheck } from "../schemas/sources.ts";

export const sourceRoutes = {
  "source.show": {
    method: "GET",
    path: "/tools/:tool/source",
    access: "viewer",
    summary: "The repository elsewhere that the tool is built from",
    params: inTool,
    output: Source,
  },
  "source.set": {
    method: "PUT",
    path: "/tools/:tool/source",
    access: "maintainer",
    summary: "Build the tool from a repository elsewhere",
    params: inTool,
    body: NewSource,
    output: Source,
  },
  "source.remove": {
    method: "DELETE",
    path: "/tools/:tool/source",
    access: "maintainer",
    summary: "Build the tool from pushes only",
    params: inTool,
    output: Done,
  },
  "source.check": {
    method: "POST",
    path: "/tools/:tool/source/check",
    access: "maintainer",
    summary: "Look now, and build what is new",
    params: inTool,
    output: SourceCheck,
  },
} as const satisfies Record<string, Route>;
