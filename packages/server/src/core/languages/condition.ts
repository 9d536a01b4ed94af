import { z } from "zod";
import { field } from "./field.ts";
import { linePattern } from "./line-pattern.ts";

/** A path of the source from its top, or a pattern: `*` stands for any characters within one name, not for a leading dot. */
export const path = z
  .string()
  .min(1)
  .regex(/^(?!\/)(?!.*\.\.)[\w./*@+-]+$/, "must be a relative path of letters, digits and . _ - @ + * /");

export const onePath = z.union([path.transform((file) => [file]), z.array(path).min(1)]);

/** What must be true of the source. All keys that are given must hold. */
export interface Condition {
  /** One of these is there, and for it `contains` and `matches` hold. */
  readonly file?: readonly string[] | undefined;
  readonly contains?: string | undefined;
  readonly matches?: string | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly all?: readonly Condition[] | undefined;
}

/** What a condition says of the text of its file. */
export const textRules = {
  contains: field(
    z
      .string()
      .regex(/^[^\n]+$/, "must be one line")
      .optional(),
    "This text is in the file.",
    "flask",
  ),
  matches: field(
    linePattern.optional(),
    "A line of the file matches this expression, which bash and JavaScript read alike: no `\\d`, no `(?…)`.",
    "^import +flask",
  ),
};

const conditions = (): z.ZodType<readonly Condition[]> => z.array(z.lazy(() => Condition)).min(1);

/** A path, a list of conditions of which one must hold, or an object. */
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    path.transform((file): Condition => ({ file: [file] })),
    conditions().transform((any): Condition => ({ any })),
    z
      .strictObject({
        file: field(onePath.optional(), "One of these files is there.", ["app.py", "main.py"]),
        ...textRules,
        any: field(conditions().optional(), "One of these conditions holds.", ["a.lock", "b.lock"]),
        all: field(conditions().optional(), "All of these conditions hold.", ["package.json", { any: ["a.lock", "b.lock"] }]),
      })
      .refine(({ file, any, all }) => (file ?? any ?? all) !== undefined, "must have one of file, any, all")
      .refine(({ file, contains, matches }) => file !== undefined || (contains ?? matches) === undefined, "must say of which file"),
  ]),
);
