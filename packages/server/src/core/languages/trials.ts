import { Moment, SluiceError, ToolName, type LanguageTrial, type UserName } from "@sluice/contract";
import type { Clock, Random } from "../ports/clock.ts";
import type { Sources } from "../ports/sources.ts";
import type { ToolStore } from "../ports/store.ts";
import type { Trial, TrialStore } from "../ports/trial-store.ts";
import { createTool } from "../tools/create-tool.ts";
import type { LanguageCatalog } from "./catalog.ts";
import { worse } from "./change-languages.ts";
import { summaryOf } from "./list-languages.ts";
import { languageSet, readEntry, type LanguageEntry, type LanguageSet } from "./own-languages.ts";

/** Longer than a first build of anything takes. */
const trialMs = 60 * 60 * 1000;
const prefix = "trial-";

export interface TrialDependencies {
  readonly catalog: LanguageCatalog;
  readonly store: Pick<ToolStore, "createTool" | "tool"> & TrialStore;
  readonly sources: Pick<Sources, "create">;
  readonly clock: Clock;
  readonly random: Random;
}

/** A set with one more language, or with another in place of the one of its id. What is wrong with it is named with path and line. */
export function withLanguage(set: LanguageSet, name: string, text: string): { readonly set: LanguageSet; readonly entry: LanguageEntry } {
  const { entry, problems } = readEntry(name, text, "own");
  if (entry === null) throw new SluiceError("invalid-request", problems.join("\n"));
  const after = languageSet(set.entries, [{ path: name, text }]);
  const broken = worse(set, after);
  if (broken.length > 0) throw new SluiceError("invalid-request", broken.join("\n"));
  return { set: { ...after, broken: set.broken }, entry };
}

/** Makes a tool that is built with a language which counts for no other, and that goes by itself. */
export async function beginTrial(
  deps: TrialDependencies,
  name: string,
  text: string,
  by: UserName,
): Promise<Omit<LanguageTrial, "url" | "git">> {
  const { entry } = withLanguage(await deps.catalog.now(), name, text);
  const tool = ToolName.parse(`${prefix}${entry.language.id.slice(0, 20)}-${deps.random.hex(4)}`.replaceAll(/--+/g, "-"));
  const begun = deps.clock.now();
  const expires = Moment.parse(new Date(Date.parse(begun) + trialMs).toISOString());
  // The row comes first: whoever dies here leaves nothing that nobody removes.
  await deps.store.addTrial({ tool, path: name, text, by, begun: Moment.parse(begun), expires });
  await createTool(deps, tool, by);
  return { tool, expires, language: summaryOf(entry) };
}

/** The languages that a tool is built with: those in force, and for a trial its own. */
export async function languagesFor(
  { catalog, store }: { readonly catalog: LanguageCatalog; readonly store: Pick<TrialStore, "trial"> },
  tool: ToolName,
): Promise<LanguageSet> {
  const set = await catalog.now();
  const trial = tool.startsWith(prefix) ? await store.trial(tool) : null;
  return trial === null ? set : withLanguage(set, trial.path, trial.text).set;
}

interface Ending {
  readonly store: Pick<ToolStore, "tool"> & Pick<TrialStore, "endedTrials" | "removeTrial">;
  readonly clock: Clock;
  readonly deleteTool: (tool: ToolName, by: UserName) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Removes what is left of trials whose time is over. What cannot be removed now is tried again by the next call. */
export async function endTrials({ store, clock, deleteTool, onProblem }: Ending): Promise<void> {
  for (const trial of await store.endedTrials(Moment.parse(clock.now()))) {
    try {
      const tool = await store.tool(trial.tool);
      if (tool !== null && isItsOwn(tool, trial)) await deleteTool(trial.tool, trial.by);
      await store.removeTrial(trial.tool);
    } catch (error) {
      onProblem(`ending the trial ${trial.tool}`, error);
    }
  }
}

/** Somebody may have deleted it by hand and taken the name. */
function isItsOwn(tool: { readonly created: string; readonly createdBy: UserName }, trial: Trial): boolean {
  return tool.createdBy === trial.by && tool.created >= trial.begun;
}
