import { z } from "zod";
import { Language } from "./language.ts";

/** JSON Schema (draft 2020-12) of `languages/<id>.yaml`, for editors. A file that is wrong by it is refused; it cannot say all that is. */
export function languageJsonSchema(): Record<string, unknown> {
  const { $schema, $defs, ...rest } = z.toJSONSchema(Language, { io: "input", override: withExample });
  const named = { title: "languages/<id>.yaml", description: "All that it takes to support one language.", ...rest, $defs };
  return { $schema, ...(JSON.parse(JSON.stringify(named).replaceAll("__schema0", "condition")) as object) };
}

/** zod leaves the example out of what it reads in more than one form, as it cannot know that it is one of a person's. */
function withExample({ zodSchema, jsonSchema }: { readonly zodSchema: z.core.$ZodType; jsonSchema: { examples?: unknown[] } }): void {
  const examples = z.globalRegistry.get(zodSchema)?.["examples"];
  if (Array.isArray(examples)) jsonSchema.examples = examples;
}
