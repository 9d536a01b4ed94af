import { inTool, type Route } from "../route.ts";
import { ExecEnd, Restart, Scale, Scaled } from "../schemas/processes.ts";
import { Release } from "../schemas/releases.ts";

export const processRoutes = {
  "processes.scale": {
    method: "POST",
    path: "/tools/:tool/scale",
    access: "maintainer",
    summary: "Run other numbers of copies",
    params: inTool,
    body: Scale,
    output: Scaled,
  },
  "processes.restart": {
    method: "POST",
    path: "/tools/:tool/restart",
    access: "maintainer",
    summary: "Start processes anew, without a pause",
    params: inTool,
    body: Restart,
    output: Release,
  },
  "processes.exec": {
    method: "GET",
    path: "/tools/:tool/exec",
    access: "maintainer",
    summary: "Run a program in a running process, over a web socket",
    params: inTool,
    output: ExecEnd,
    stream: "socket",
  },
} as const satisfies Record<string, Route>;
