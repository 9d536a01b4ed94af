import { isChange, type Route } from "@sluice/contract";
import type { Caller } from "./role-world.ts";

/**
 * What a caller gets, by the row of the route alone. `hidden`: as if the tool were not there. `narrow`: let in, but
 * the route itself may say that a narrow token is not enough.
 */
export type Outcome = "admitted" | "narrow" | "unknown" | "forbidden" | "hidden";

const ranks = { stranger: 0, viewer: 1, maintainer: 2, admin: 3 } as const;
const needs = { anyone: 0, "signed-in": 0, viewer: 1, maintainer: 2, admin: 3 } as const;

export function expected(route: Route, caller: Caller): Outcome {
  const inTool = route.path.includes("/:tool");
  const writes = isChange(route);
  if (route.access === "anyone") return "admitted";
  switch (caller) {
    case "anonymous":
      return "unknown";
    case "read token":
      return writes ? "forbidden" : expected(route, "maintainer");
    case "push token":
      if (route.deploys === true) return expected(route, "maintainer");
      if (inTool) return "hidden";
      return route.access === "signed-in" && !writes ? "narrow" : "forbidden";
    case "token of another tool":
      if (inTool) return "hidden";
      return route.access === "signed-in" ? "narrow" : "forbidden";
    case "stranger":
    case "viewer":
    case "maintainer":
    case "admin":
      if (ranks[caller] >= needs[route.access]) return "admitted";
      return caller === "stranger" && inTool && route.access !== "admin" ? "hidden" : "forbidden";
  }
}
