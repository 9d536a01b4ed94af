import { Moment, SluiceError } from "@sluice/contract";
import { explainPlan } from "../../core/builds/explain-plan.ts";
import { addLanguage, removeLanguage } from "../../core/languages/change-languages.ts";
import { listLanguages, summaryOf } from "../../core/languages/list-languages.ts";
import { beginTrial, withLanguage } from "../../core/languages/trials.ts";
import type { Handlers } from "../handler.ts";

type Names =
  | "languages.list"
  | "languages.show"
  | "languages.add"
  | "languages.remove"
  | "languages.plan"
  | "languages.try"
  | "languages.endTrial";

export const languageHandlers: Pick<Handlers, Names> = {
  "languages.list": async ({ deps }) => listLanguages(await deps.languages.catalog.now()),
  "languages.show": async ({ deps, params }) => {
    const entry = (await deps.languages.catalog.now()).entries.find(({ language }) => language.id === params.language);
    if (entry === undefined) throw new SluiceError("not-found", `There is no language ${params.language}: see sluice languages list.`);
    return { ...summaryOf(entry), text: entry.text };
  },
  "languages.add": async ({ deps, me, body, note }) => {
    const entry = await addLanguage(deps.languages, body.name, body.text, { user: me.user, email: `${me.user}@localhost` });
    note({ language: entry.language.id, file: entry.file });
    return summaryOf(entry);
  },
  "languages.remove": async ({ deps, me, params, note }) => {
    note({ language: params.language });
    return { done: true, ...(await removeLanguage(deps.languages, params.language, { user: me.user, email: `${me.user}@localhost` })) };
  },
  "languages.plan": async ({ deps, me, body }) => {
    const inForce = await deps.languages.catalog.now();
    if (body.language !== undefined && !me.admin)
      throw new SluiceError("not-allowed", "Only admins may try a language: its expressions run on the server.");
    const set = body.language === undefined ? inForce : withLanguage(inForce, body.language.name, body.language.text).set;
    return explainPlan(body, set, { dockerfiles: deps.dockerfiles, today: deps.clock.now().slice(0, 10) });
  },
  "languages.try": async ({ deps, me, body, note }) => {
    const { store, sources, clock, random, languages } = deps;
    const trial = await beginTrial({ store, sources, clock, random, catalog: languages.catalog }, body.name, body.text, me.user);
    note({ tool: trial.tool, language: trial.language.id, file: trial.language.file });
    return { ...trial, url: deps.urlOf(trial.tool), git: deps.gitUrlOf(trial.tool) };
  },
  "languages.endTrial": async ({ deps, params }) => {
    await deps.store.endTrial(params.tool, Moment.parse(deps.clock.now()));
    return { done: true };
  },
};
