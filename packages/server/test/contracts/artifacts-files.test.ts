import { BuildId, Moment, ToolName } from "@sluice/contract";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { artifactFiles } from "../../src/adapters/artifacts-files/artifact-files.ts";
import type { FoundArtifact } from "../../src/core/ports/artifact-files.ts";

const [foo, bar] = [ToolName.parse("foo"), ToolName.parse("bar")];
const at = Moment.parse("2026-11-22T09:00:00.000Z");
const [one, two] = [BuildId.parse(1), BuildId.parse(2)];

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), "sluice-artifacts-"))));
afterEach(() => rm(directory, { recursive: true, force: true }));

function file(path: string, text: string): FoundArtifact {
  return {
    path,
    bytes: Buffer.byteLength(text),
    async *open() {
      yield Buffer.from(text);
    },
  };
}

async function text(content: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  return content === undefined ? "" : Buffer.concat(await Array.fromAsync(content)).toString();
}

test("keeps files by their build, whatever their names are, and gives them back", async () => {
  const files = await artifactFiles(directory);
  await files.put(foo, one, at, [file("../../../etc/passwd", "first"), file("index.json", "second")]);
  expect(await files.list(foo, one)).toEqual([
    { number: 1, path: "../../../etc/passwd", bytes: 5 },
    { number: 2, path: "index.json", bytes: 6 },
  ]);
  expect(await text((await files.open(foo, one, 2))?.content)).toBe("second");
  expect(await files.open(foo, one, 3)).toBeNull();
  expect(await files.list(bar, one)).toEqual([]);
  expect(await files.stored(null)).toEqual([{ tool: foo, build: one, bytes: 11, at }]);
});

test("replaces what an earlier attempt of a build left, and removes by build and by tool", async () => {
  const files = await artifactFiles(directory);
  await files.put(foo, one, at, [file("a", "1"), file("b", "2")]);
  await files.put(foo, one, at, [file("c", "3")]);
  await files.put(foo, two, at, [file("d", "4")]);
  expect((await files.list(foo, one)).map(({ path }) => path)).toEqual(["c"]);
  await files.remove(foo, one);
  expect((await files.stored(foo)).map(({ build }) => build)).toEqual([two]);
  await files.removeAll(foo);
  expect(await files.stored(null)).toEqual([]);
});

test("shows nothing of a put that did not come to its end, and removes what a killed server left of one", async () => {
  const files = await artifactFiles(directory);
  const broken: FoundArtifact = {
    path: "x",
    bytes: 5,
    // oxlint-disable-next-line require-yield -- it fails before it has anything
    async *open() {
      throw new Error("gone");
    },
  };
  await expect(files.put(foo, one, at, [file("a", "1"), broken])).rejects.toThrow("gone");
  expect(await files.list(foo, one)).toEqual([]);
  await mkdir(join(directory, ".partial", "half"), { recursive: true });
  await writeFile(join(directory, ".partial", "half", "1"), "half");
  await artifactFiles(directory);
  expect(await readdir(directory)).not.toContain(".partial");
});
