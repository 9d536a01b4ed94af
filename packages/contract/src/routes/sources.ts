import { z } from "zod";
import { Done, inTool, type Route } from "../route.ts";
import { CreatedHook, Hook, HookForge } from "../schemas/hooks.ts";
import { NewSource, ShownSource, SourceCheck } from "../schemas/sources.ts";

export const sourceRoutes = {
  "source.show": {
    method: "GET",
    path: "/tools/:tool/source",
    access: "viewer",
    summary: "The repository elsewhere that the tool is built from",
    params: inTool,
    output: ShownSource,
  },
  "source.set": {
    method: "PUT",
    path: "/tools/:tool/source",
    access: "maintainer",
    summary: "Build the tool from a repository elsewhere",
    params: inTool,
    body: NewSource,
    output: ShownSource,
  },
  "source.remove": {
    method: "DELETE",
    path: "/tools/:tool/source",
    access: "maintainer",
    summary: "Build the tool from pushes only",
    params: inTool,
    output: Done,
  },
  "source.key": {
    method: "POST",
    path: "/tools/:tool/source/key",
    access: "maintainer",
    summary: "Make a new deploy key instead of the one before",
    params: inTool,
    output: ShownSource,
  },
  "source.forget-hosts": {
    method: "DELETE",
    path: "/tools/:tool/source/hosts",
    access: "maintainer",
    summary: "Forget the keys by which the source's hosts are known; the next look keeps what it finds",
    params: inTool,
    output: Done,
  },
  "source.check": {
    method: "POST",
    path: "/tools/:tool/source/check",
    access: "maintainer",
    summary: "Look now, and build what is new",
    deploys: true,
    params: inTool,
    output: SourceCheck,
  },
  "source.hooks": {
    method: "GET",
    path: "/tools/:tool/source/hooks",
    access: "viewer",
    summary: "The webhooks that the source has",
    params: inTool,
    output: z.array(Hook),
  },
  "source.hook": {
    method: "POST",
    path: "/tools/:tool/source/hooks",
    access: "maintainer",
    summary: "Make a webhook, instead of the one for the same forge; its secret is shown once",
    params: inTool,
    body: z.strictObject({ forge: HookForge }),
    output: CreatedHook,
  },
  "source.unhook": {
    method: "DELETE",
    path: "/tools/:tool/source/hooks/:forge",
    access: "maintainer",
    summary: "Take no webhook of this forge any more",
    params: inTool.extend({ forge: HookForge }),
    output: Done,
  },
} as const satisfies Record<string, Route>;
