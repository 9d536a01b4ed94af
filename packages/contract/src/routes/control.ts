import { z } from "zod";
import type { Route } from "../route.ts";
import { LogLine } from "../schemas/builds.ts";
import { ComponentName, ComponentStatus } from "../schemas/components.ts";
import { ControlStatus } from "../schemas/control.ts";
import { toolRoutes } from "./tools.ts";

export const controlRoutes = {
  "control.show": {
    method: "GET",
    path: "/control",
    access: "admin",
    summary: "The control repository: head, remote, broken files",
    output: ControlStatus,
  },
  "control.fetch": {
    method: "POST",
    path: "/control/fetch",
    access: "admin",
    summary: "Fetch from the remote control repository now",
    output: ControlStatus,
  },
  "components.list": {
    method: "GET",
    path: "/components",
    access: "admin",
    summary: "Parts of the platform that the control repository describes",
    output: z.array(ComponentStatus),
  },
  "components.logs": {
    method: "GET",
    path: "/components/:component/logs",
    access: "admin",
    summary: "What a component prints and printed, kept after its copies are gone",
    params: z.object({ component: ComponentName }),
    query: toolRoutes["tools.logs"].query,
    output: LogLine,
    stream: "lines",
  },
} as const satisfies Record<string, Route>;
