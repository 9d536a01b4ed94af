import type { Handlers } from "../handler.ts";
import { accessHandlers } from "./access.ts";
import { buildHandlers } from "./builds.ts";
import { driftHandlers } from "./drift.ts";
import { controlHandlers } from "./control.ts";
import { processHandlers } from "./processes.ts";
import { releaseHandlers } from "./releases.ts";
import { settingsHandlers } from "./settings.ts";
import { toolHandlers } from "./tools.ts";

/** What each route does, a file for each noun. */
export const handlers: Handlers = {
  ...accessHandlers,
  ...settingsHandlers,
  ...toolHandlers,
  ...buildHandlers,
  ...releaseHandlers,
  ...driftHandlers,
  ...controlHandlers,
  ...processHandlers,
};
