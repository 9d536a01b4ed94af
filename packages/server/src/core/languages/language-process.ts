import { z } from "zod";
import { Condition, onePath, textRules } from "./condition.ts";
import { field } from "./field.ts";

export const processName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/i, "must be letters, digits and hyphens");

/** A condition that says of which file it speaks. */
type FoundFile = Omit<Condition, "file"> & { readonly file: readonly string[] };

export const ProcessRule = z.strictObject({
  when: field(
    z.union([
      onePath.transform((file): FoundFile => ({ file })),
      z.strictObject({
        file: field(onePath, "Any of these.", ["app.lua", "main.lua"]),
        ...textRules,
        any: field(z.array(Condition).min(1).optional(), "One of these conditions holds.", ["a.lock", "b.lock"]),
        all: field(z.array(Condition).min(1).optional(), "All of these conditions hold.", ["main.lua", "lib.lua"]),
      }),
    ]),
    "The first of these files for which the rest holds.",
    { file: ["app.lua", "main.lua"], matches: "^([a-z]+) = require" },
  ),
  unless: field(Condition.optional(), "Not when this holds.", "Dockerfile"),
  command: field(
    z.string().min(1),
    "How it is started, with bash. `{1}`, `{2}`: groups of `matches`; `{file}`: the file's path; `{folder}`: the folder's name; `{module}`: the same as Python imports it, `app.main`.",
    "exec lua5.4 {file}",
  ),
  needs: field(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .optional(),
    "A package that the start command needs; the steps see it in `$NEEDS`.",
    "gunicorn",
  ),
});
