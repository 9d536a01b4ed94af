import type { ManifestPipeline } from "@sluice/contract";

/** What tests a build before it is exported. */
export interface TestPlan {
  readonly commands: readonly string[];
  /** Null: what the build may take. */
  readonly seconds: number | null;
  /** Patterns of files that are kept, as in a .gitignore. */
  readonly artifacts: readonly string[];
}

/** Null when the manifest has no tests. */
export function planTests(manifest: ManifestPipeline | null): TestPlan | null {
  const test = manifest?.test;
  if (test === undefined) return null;
  const { commands, timeout = null, artifacts = [] } = Array.isArray(test) ? { commands: test } : test;
  return { commands, seconds: timeout, artifacts };
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
