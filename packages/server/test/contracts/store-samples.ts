import { CommitHash, Digest, Moment, ToolName, UserName } from "@sluice/contract";
import type { NewBuild, Store } from "../../src/core/ports/store.ts";

export const ann = UserName.parse("ann");
export const bob = UserName.parse("bob");
export const image = Digest.parse(`sha256:${"a".repeat(64)}`);
export const commitOf = (n: number) => CommitHash.parse(n.toString(16).padStart(40, "0"));
export const toolOf = (name: string) => ToolName.parse(name);

export const digest = (letter: string) => Digest.parse(`sha256:${letter.repeat(64)}`);

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

/** A release of the first commit, live a millisecond after the beginning, of the image that is called so. */
export async function addLive(store: Store, tool: string, letter: string): Promise<void> {
  const { number } = await store.addRelease({
    tool: toolOf(tool),
    cause: "push",
    settings: 0,
    build: null,
    commit: commitOf(1),
    subject: "x",
    author: ann,
    image: digest(letter),
    created: Moment.parse(at(0)),
  });
  await store.setReleaseState(toolOf(tool), number, { state: "live", live: at(1) });
}
