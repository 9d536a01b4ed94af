import { inOrder, type ManifestPipeline } from "@sluice/contract";
import type { TestStage } from "../ports/engine.ts";

/** What tests a build before it is exported. */
export interface TestPlan {
  /** Each after those that it needs. */
  readonly stages: readonly TestStage[];
  /** Null: what the build may take. */
  readonly seconds: number | null;
  /** Patterns of files that are kept, as in a .gitignore. */
  readonly artifacts: readonly string[];
}

/** Null when the manifest has no tests. Plain commands are one stage without a name. */
export function planTests(manifest: ManifestPipeline | null): TestPlan | null {
  const test = manifest?.test;
  if (test === undefined) return null;
  const { commands = [], stages = {}, timeout = null, artifacts = [] } = Array.isArray(test) ? { commands: test } : test;
  const order = inOrder(stages);
  const named = order.flatMap((name): readonly TestStage[] => {
    const stage = stages[name];
    if (stage === undefined) return [];
    return [{ name, commands: stage.commands, needs: (stage.needs ?? []).map((need) => order.indexOf(need)), env: stage.env ?? {} }];
  });
  return {
    stages: named.length > 0 ? named : [{ name: null, commands, needs: [], env: {} }],
    seconds: timeout,
    artifacts,
  };
}

/** How the reason of a build begins of which a test's command failed. */
export const testFailed = "a test failed: ";

const shownLength = 100;

/** A command as a line of a log names it. */
export function commandName(command: string): string {
  const [first = "", ...more] = command.trim().split("\n");
  const short = first.slice(0, shownLength);
  return more.length > 0 || short !== first ? `${short} …` : short;
}

/** The tests as a plan shows them: commands, or stages with what they need. */
export function testNames({ stages }: Pick<TestPlan, "stages">): readonly string[] {
  return stages.flatMap(({ name, commands, needs }) => {
    if (name === null) return commands.map(commandName);
    const after = needs.map((need) => stages[need]?.name).join(" and ");
    return [`${name}${after === "" ? "" : ` after ${after}`}: ${commands.map(commandName).join(", ")}`];
  });
}
