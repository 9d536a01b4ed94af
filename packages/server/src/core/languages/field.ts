import { z } from "zod";

/** A key of a file that people write: what it means and one value, both for the schema that editors read and for the reference page. */
export function field<T extends z.ZodType>(schema: T, description: string, example?: unknown): T {
  return schema.meta(example === undefined ? { description } : { description, examples: [example] });
}

export const languageId = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and hyphens");
