import { z } from "zod";
import { ToolName } from "../ids.ts";
import { manifestLimits } from "./limits.ts";
import { few, pipelineShape } from "./pipeline.ts";

/** Values of a template's variables. */
const Variables = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,30}$/, "must be 1 to 31 letters, digits, _ and -, and start with a letter"),
    z.string().max(500).or(z.number()).or(z.boolean()),
  )
  .describe("Values of the variables of the template: `{ name: api }` is what `$(name)` stands for.");

/** One of several pipelines: how one end result is made, and where it goes. */
export const PipelineEntry = z.strictObject({
  tool: ToolName.optional().describe("The tool that it is deployed to. Without it: the tool that is pushed to, for one pipeline at most."),
  deploy: z.boolean().optional().describe("`false`: it is only built and tested, and what it leaves is its artifacts."),
  extends: z.string().optional().describe("The template that it is made of: its own keys stand over those of the template."),
  with: Variables.optional(),
  ...pipelineShape,
});
export type PipelineEntry = z.infer<typeof PipelineEntry>;

/** What a tool's repository may say of its build and its run, in `sluice.yaml`. Nothing of it is needed. */
export const Manifest = z.strictObject({
  ...pipelineShape,
  pipelines: few(PipelineEntry, manifestLimits.pipelines)
    .refine((entries) => Object.keys(entries).length > 0, "must have at least one pipeline")
    .optional()
    .describe("One pipeline for each end result, by name. The other keys then stand in them."),
  templates: few(z.record(z.string(), z.unknown()), manifestLimits.templates)
    .optional()
    .describe(
      "What several pipelines have in common, by name: all keys of a pipeline, with variables like `$(name)`; `$$(name)` is for the shell.",
    ),
});
export type Manifest = z.infer<typeof Manifest>;

/** Keys that stand elsewhere, by where people look for them. */
export const elsewhereKeys: Readonly<Record<string, string>> = {
  artifacts: "stands in test, beside its commands: test: { commands: [tox], artifacts: [reports/**] }",
};
