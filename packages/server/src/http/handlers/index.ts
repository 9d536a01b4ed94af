import type { Handlers } from "../handler.ts";
import { accessHandlers } from "./access.ts";
import { artifactHandlers } from "./artifacts.ts";
import { buildHandlers } from "./builds.ts";
import { embargoHandlers } from "./embargoes.ts";
import { driftHandlers } from "./drift.ts";
import { controlHandlers } from "./control.ts";
import { previewHandlers } from "./previews.ts";
import { processHandlers } from "./processes.ts";
import { jobHandlers } from "./jobs.ts";
import { languageHandlers } from "./languages.ts";
import { licenceHandlers } from "./licences.ts";
import { mailHandlers } from "./mail.ts";
import { packageHandlers } from "./packages.ts";
import { rebaseHandlers } from "./rebases.ts";
import { sbomHandlers } from "./sboms.ts";
import { signerHandlers } from "./signers.ts";
import { signatureHandlers } from "./signatures.ts";
import { pruningHandlers } from "./pruning.ts";
import { releaseHandlers } from "./releases.ts";
import { settingsHandlers } from "./settings.ts";
import { runHandlers } from "./runs.ts";
import { sourceHandlers } from "./sources.ts";
import { vulnerabilityHandlers } from "./vulnerabilities.ts";
import { toolHandlers } from "./tools.ts";

/** What each route does, a file for each noun. */
export const handlers: Handlers = {
  ...accessHandlers,
  ...settingsHandlers,
  ...toolHandlers,
  ...sourceHandlers,
  ...buildHandlers,
  ...artifactHandlers,
  ...releaseHandlers,
  ...jobHandlers,
  ...runHandlers,
  ...languageHandlers,
  ...licenceHandlers,
  ...mailHandlers,
  ...pruningHandlers,
  ...driftHandlers,
  ...embargoHandlers,
  ...controlHandlers,
  ...processHandlers,
  ...packageHandlers,
  ...rebaseHandlers,
  ...sbomHandlers,
  ...signatureHandlers,
  ...signerHandlers,
  ...vulnerabilityHandlers,
  ...previewHandlers,
};
