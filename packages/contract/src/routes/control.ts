import { z } from "zod";
import type { Route } from "../route.ts";
import { ComponentStatus } from "../schemas/components.ts";
import { ControlStatus } from "../schemas/control.ts";

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
} as const satisfies Record<string, Route>;
