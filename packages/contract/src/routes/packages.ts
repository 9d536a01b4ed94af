import { z } from "zod";
import { inTool, type Route } from "../route.ts";
import { BaseName, BaseStatus, ToolPackages } from "../schemas/packages.ts";

export const packageRoutes = {
  "packages.show": {
    method: "GET",
    path: "/tools/:tool/packages",
    access: "viewer",
    summary: "The base and the Debian packages that the live release stands on",
    params: inTool,
    output: ToolPackages,
  },
  "bases.list": {
    method: "GET",
    path: "/bases",
    access: "admin",
    summary: "The bases: how old they are, and until when they are mended",
    output: z.array(BaseStatus),
  },
  "bases.refresh": {
    method: "POST",
    path: "/bases/:base/refresh",
    access: "admin",
    summary: "Begin to make a base again, and the package sets on it",
    params: z.object({ base: BaseName }),
    output: BaseStatus,
  },
} as const satisfies Record<string, Route>;
