import { SluiceError } from "@sluice/contract";
import { explainPlan } from "../../core/builds/explain-plan.ts";
import { addLanguage, removeLanguage } from "../../core/languages/change-languages.ts";
import { listLanguages, summaryOf } from "../../core/languages/list-languages.ts";
import type { Handlers } from "../handler.ts";

type Names = "languages.list" | "languages.show" | "languages.add" | "languages.remove" | "languages.plan";

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
  "languages.plan": async ({ deps, body }) => explainPlan(body, await deps.languages.catalog.now(), deps.clock.now().slice(0, 10)),
};
