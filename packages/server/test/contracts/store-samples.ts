import { CommitHash, Digest, Moment, ToolName, UserName } from "@sluice/contract";
import type { NewBuild, Store } from "../../src/core/ports/store.ts";

export const ann = UserName.parse("ann");
export const bob = UserName.parse("bob");
export const image = Digest.parse(`sha256:${"a".repeat(64)}`);
export const commitOf = (n: number) => CommitHash.parse(n.toString(16).padStart(40, "0"));
export const toolOf = (name: string) => ToolName.parse(name);

/** A moment, `ms` after the tests' beginning of time. */
export function at(ms: number): string {
  return new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
}

export function newBuild(tool: string, commit: number, more: Partial<NewBuild> = {}): NewBuild {
  return {
    tool: toolOf(tool),
    pipeline: "main",
    commit: commitOf(commit),
    subject: `Change ${commit}`,
    author: ann,
    cause: "push",
    latestWins: false,
    key: "push",
    branch: "refs/heads/main",
    branchFrom: commitOf(0),
    ...more,
  };
}

export async function addTool(store: Store, name: string): Promise<void> {
  await store.createTool({ name: toolOf(name), created: Moment.parse(at(0)), createdBy: ann }, ann);
}
