import { z } from "zod";
import { Condition, path } from "./condition.ts";
import { field, languageId } from "./field.ts";
import { linePattern } from "./line-pattern.ts";

const EnvChange = z
  .strictObject({
    prepend: field(z.string().optional(), "Put before what is there, with a colon between.", "$LAYER/bin"),
    append: field(z.string().optional(), "Put behind what is there, with a colon between.", "$LAYER/lib"),
    default: field(z.string().optional(), "Only when it is not set.", "production"),
    override: field(z.string().optional(), "Whatever is set.", "$LAYER"),
  })
  .refine((change) => Object.values(change).filter((value) => value !== undefined).length === 1, {
    message: "must have exactly one of prepend, append, default, override",
  });

const Layer = z.strictObject({
  launch: field(z.boolean().default(false), "It is in the image that runs.", true),
  build: field(
    z.union([z.boolean(), Condition], { error: "must be true, false, or a condition as in when" }).default(false),
    "There for later steps too, always or when this is found: lent to them in each build, or restored where nothing keeps it. Languages after this one see it only when it is not `launch`.",
    "manage.py",
  ),
  link: field(z.array(path).default([]), "Paths in the source that become links to the same path in the layer, in each build.", [
    "node_modules",
  ]),
});

export const Step = z.strictObject({
  id: field(languageId, "Its name in the log. Steps of one id are alternatives: the first whose conditions hold is taken.", "dependencies"),
  when: field(Condition.optional(), "Runs only when this holds.", "*.rockspec"),
  unless: field(Condition.optional(), "Does not run when this holds.", { file: "package.json", contains: '"workspaces"' }),
  key: field(
    z.array(path).default([]),
    "Files whose contents decide whether the layer is made again. While they stay the same, the step does not run.",
    ["*.rockspec"],
  ),
  key_includes: field(
    linePattern.optional(),
    "On lines of the key files; its last group names one more key file, relative to the file it stands in.",
    "^ *-r +([^ #]+)",
  ),
  key_all_when: field(
    linePattern.optional(),
    "When a line of the key files matches, every file of the source belongs to the key.",
    "^ *-e +[.]",
  ),
  layer: field(Layer.optional(), "What the step makes in `$LAYER` is kept. Without it, the step changes the source itself."),
  slice: field(
    z.array(path).default([]),
    "Paths of the source that the step fills: stored apart from the rest, so that they are not stored again while they stay the same.",
    ["public/build"],
  ),
  cache: field(z.array(languageId).default([]), "Folders under `$CACHE` that the step uses; they stay from build to build.", ["luarocks"]),
  env: field(
    z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), EnvChange).default({}),
    "Variables of what runs and of later steps. Each has one of the keys below.",
    { PATH: { prepend: "$LAYER/bin" } },
  ),
  run: field(
    z.string().min(1),
    "Bash, in the directory of the source, as an ordinary user. What it writes into `$DETAIL` is said in the log.",
    'luarocks --tree "$LAYER" install --only-deps ./*.rockspec',
  ),
});
