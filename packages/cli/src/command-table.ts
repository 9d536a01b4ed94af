import { buildCommands } from "./command-groups/builds.ts";
import { controlCommands } from "./command-groups/control.ts";
import { everyDayCommands } from "./command-groups/every-day.ts";
import { driftCommands } from "./command-groups/drift.ts";
import { packageCommands } from "./command-groups/packages.ts";
import { licenceCommands } from "./command-groups/licences.ts";
import { embargoCommands } from "./command-groups/embargoes.ts";
import { languageCommands } from "./command-groups/languages.ts";
import { pipelineCommands } from "./command-groups/pipelines.ts";
import { previewCommands } from "./command-groups/previews.ts";
import { processCommands } from "./command-groups/processes.ts";
import { jobCommands } from "./command-groups/jobs.ts";
import { releaseCommands } from "./command-groups/releases.ts";
import { serverCommands } from "./command-groups/server.ts";
import { settingsCommands } from "./command-groups/settings.ts";
import { signatureCommands } from "./command-groups/signatures.ts";
import { signInCommands } from "./command-groups/sign-in.ts";
import { sourceCommands } from "./command-groups/sources.ts";
import { toolCommands } from "./command-groups/tools.ts";
import type { CommandSpec } from "./command.ts";

/** Every command, in the order of the help and the reference. */
export const commandTable: readonly CommandSpec[] = [
  ...signInCommands,
  ...everyDayCommands,
  ...processCommands,
  ...toolCommands,
  ...sourceCommands,
  ...pipelineCommands,
  ...buildCommands,
  ...releaseCommands,
  ...previewCommands,
  ...embargoCommands,
  ...jobCommands,
  ...driftCommands,
  ...settingsCommands,
  ...packageCommands,
  ...licenceCommands,
  ...signatureCommands,
  ...languageCommands,
  ...controlCommands,
  ...serverCommands,
];
