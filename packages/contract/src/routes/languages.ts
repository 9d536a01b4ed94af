import { z } from "zod";
import { Done, inTool, type Route } from "../route.ts";
import {
  LanguageFile,
  LanguageId,
  LanguageList,
  LanguageSummary,
  LanguageText,
  LanguageTrial,
  PlanAnswer,
  PlanWish,
} from "../schemas/languages.ts";

const inLanguage = z.object({ language: LanguageId });

export const languageRoutes = {
  "languages.list": {
    method: "GET",
    path: "/languages",
    access: "signed-in",
    summary: "Languages that builds know, and wrong files of the control repository",
    output: LanguageList,
  },
  "languages.show": {
    method: "GET",
    path: "/languages/:language",
    access: "signed-in",
    summary: "One language with its file",
    params: inLanguage,
    output: LanguageFile,
  },
  "languages.add": {
    method: "POST",
    path: "/languages",
    access: "admin",
    summary: "Add or change a language: committed into the control repository, in force for the next push",
    body: LanguageText,
    output: LanguageSummary,
  },
  "languages.remove": {
    method: "DELETE",
    path: "/languages/:language",
    access: "admin",
    summary: "Remove a language of the control repository",
    params: inLanguage,
    output: Done.extend({ shipped: z.boolean().describe("The shipped one of this id is in force again.") }),
  },
  "languages.plan": {
    method: "POST",
    path: "/languages/plan",
    access: "signed-in",
    reads: true,
    summary: "What a source would be built with, and why",
    body: PlanWish,
    output: PlanAnswer,
  },
  "languages.try": {
    method: "POST",
    path: "/languages/trials",
    access: "admin",
    summary: "Make a throwaway tool that is built with a language which counts for no other tool",
    body: LanguageText,
    output: LanguageTrial,
  },
  "languages.endTrial": {
    method: "DELETE",
    path: "/languages/trials/:tool",
    access: "admin",
    summary: "End a trial now: its tool is deleted within seconds",
    params: inTool,
    output: Done,
  },
} as const satisfies Record<string, Route>;
