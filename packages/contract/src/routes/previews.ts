import { z } from "zod";
import { PreviewName } from "../ids.ts";
import { Done, inTool, type Route } from "../route.ts";
import { LogLine } from "../schemas/builds.ts";
import { ExtendPreview, Preview, PreviewDetail } from "../schemas/previews.ts";
import { Release } from "../schemas/releases.ts";
import { toolRoutes } from "./tools.ts";

const inPreview = inTool.extend({ preview: PreviewName });

/** Previews are made by uploads and pushes to `refs/deploy/previews/<name>`. */
export const previewRoutes = {
  "previews.list": {
    method: "GET",
    path: "/tools/:tool/previews",
    access: "viewer",
    summary: "The previews of a tool, the one that ends first on top",
    params: inTool,
    output: z.array(Preview),
  },
  "previews.show": {
    method: "GET",
    path: "/tools/:tool/previews/:preview",
    access: "viewer",
    summary: "One preview, with what runs of it",
    params: inPreview,
    output: PreviewDetail,
  },
  "previews.logs": {
    method: "GET",
    path: "/tools/:tool/previews/:preview/logs",
    access: "viewer",
    summary: "What the processes of a preview print and printed",
    params: inPreview,
    query: toolRoutes["tools.logs"].query,
    output: LogLine,
    stream: "lines",
  },
  "previews.extend": {
    method: "POST",
    path: "/tools/:tool/previews/:preview/extend",
    access: "maintainer",
    summary: "Let a preview live so long from now on",
    params: inPreview,
    body: ExtendPreview,
    output: Preview,
  },
  "previews.promote": {
    method: "POST",
    path: "/tools/:tool/previews/:preview/promote",
    access: "maintainer",
    summary: "Make a release of the tool from a preview's image",
    params: inPreview,
    output: Release,
  },
  "previews.delete": {
    method: "DELETE",
    path: "/tools/:tool/previews/:preview",
    access: "maintainer",
    summary: "Stop a preview and remove it",
    params: inPreview,
    output: Done,
  },
} as const satisfies Record<string, Route>;
