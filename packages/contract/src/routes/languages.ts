import { z } from "zod";
import { Done, type Route } from "../route.ts";
import { LanguageFile, LanguageId, LanguageList, LanguageSummary, PlanAnswer, PlanSource } from "../schemas/languages.ts";

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
    body: z.object({
      /** What problems call it. */
      name: z.string().min(1).max(200),
      text: z
        .string()
        .min(1)
        .max(256 * 1024),
    }),
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
    body: PlanSource,
    output: PlanAnswer,
  },
} as const satisfies Record<string, Route>;
