import { BuildId, Moment, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { FoundArtifact } from "../ports/artifact-files.ts";
import { chooseArtifacts, mostArtifacts, overTheLimit } from "./choose-artifacts.ts";

const mib = 1024 * 1024;
const file = (path: string, mebibytes: number): FoundArtifact => ({ path, bytes: mebibytes * mib, open: nothing });
async function* nothing(): AsyncIterable<Uint8Array> {}

test("leaves out what is too large alone or together, and says which and why", () => {
  const { kept, leftOut } = chooseArtifacts([file("c", 3), file("b", 9), file("a", 4), file("d", 2)], { each: 8 * mib, all: 7 * mib });
  expect(kept.map(({ path }) => path)).toEqual(["a", "c"]);
  expect(leftOut).toEqual(["b is not kept: it has more than 8 MiB.", "d is not kept: a tool's artifacts may have 7 MiB."]);
});

test("keeps so many files of a build and no more", () => {
  const many = Array.from({ length: mostArtifacts + 3 }, (_, n) => file(`f${n}`, 0));
  const { kept, leftOut } = chooseArtifacts(many, { each: mib, all: mib });
  expect([kept.length, leftOut.length]).toEqual([mostArtifacts, 3]);
});

test("lets the oldest builds' artifacts go when a tool has too many, never the newest's", () => {
  const at = Moment.parse("2026-11-22T09:00:00.000Z");
  const stored = [3, 1, 2].map((id) => ({ tool: ToolName.parse("foo"), build: BuildId.parse(id), bytes: 4 * mib, at }));
  expect(overTheLimit(stored, { all: 9 * mib }).map(({ build }) => build)).toEqual([1]);
  expect(overTheLimit(stored, { all: 4 * mib }).map(({ build }) => build)).toEqual([2, 1]);
});
