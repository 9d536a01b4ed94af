import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BranchCopies, Sources } from "../../src/core/ports/sources.ts";

export interface SourcesUnderTest extends AsyncDisposable {
  readonly sources: Sources & BranchCopies;
  /** Puts a commit with these files into the tool's repository, on top of `parent`. */
  add(tool: ToolName, subject: string, files: Readonly<Record<string, string>>, parent?: CommitHash): Promise<CommitHash>;
}

const none = "0".repeat(40);
const tool = ToolName.parse("shop");

/** What every Sources must do. */
export function sourcesContract(name: string, open: () => Promise<SourcesUnderTest>): void {
  describe(`sources: ${name}`, () => {
    let under: SourcesUnderTest;
    let first: CommitHash;
    let second: CommitHash;
    beforeAll(async () => {
      under = await open();
      await under.sources.create(tool);
      await under.sources.create(tool);
      first = await under.add(tool, 'First "one"', {
        "app.py": "print(1)\n",
        "große/päth.txt": "x",
        "big.txt": "x".repeat(300_000),
        "composer.lock": "x".repeat(1_000_000),
      });
      second = await under.add(tool, "Second", { "app.py": "print(2)\n" }, first);
    });
    afterAll(() => under[Symbol.asyncDispose]());

    test("tells subject and author of a commit", async () => {
      expect(await under.sources.commit(tool, first)).toEqual({
        hash: first,
        subject: 'First "one"',
        author: "Ada Lovelace",
      });
    });
    test("throws for a commit that it does not have", async () => {
      await expect(under.sources.commit(tool, CommitHash.parse("1".repeat(40)))).rejects.toThrow();
    });
    test("lists files with their sizes", async () => {
      expect(await under.sources.files(tool, first)).toEqual(["app.py", "big.txt", "composer.lock", "große/päth.txt"]);
      expect(await under.sources.submodules(tool, first)).toEqual([]);
      expect(await under.sources.entries(tool, first, 10)).toContainEqual(
        expect.objectContaining({ path: "big.txt", kind: "file", bytes: 300_000 }),
      );
      expect(await under.sources.entries(tool, "1".repeat(40), 10)).toBeNull();
    });
    test("reads a file, but not a missing or a large one", async () => {
      expect(await under.sources.file(tool, first, "app.py")).toBe("print(1)\n");
      expect(await under.sources.file(tool, first, "composer.lock")).toHaveLength(1_000_000);
      expect(await under.sources.file(tool, first, "none")).toBeNull();
      expect(await under.sources.file(tool, first, "big.txt")).toBeNull();
    });
    test("knows what is in a history", async () => {
      expect(await under.sources.contains(tool, second, first)).toBe(true);
      expect(await under.sources.contains(tool, first, second)).toBe(false);
    });
    test("tells what differs between two commits, and nothing of one that it does not have", async () => {
      expect(await under.sources.changed(tool, first, second)).toEqual(["app.py"]);
      expect(await under.sources.changed(tool, first, first)).toEqual([]);
      expect(await under.sources.changed(tool, CommitHash.parse("1".repeat(40)), first)).toBeNull();
    });
    test("tells what a ref points to, and which commit that is", async () => {
      expect(await under.sources.ref(tool, "refs/tags/none")).toBeNull();
      expect(await under.sources.updateRef(tool, "refs/tags/told", none, first)).toBe(true);
      expect(await under.sources.ref(tool, "refs/tags/told")).toBe(first);
      expect(await under.sources.commitOf(tool, first)).toBe(first);
      expect(await under.sources.commitOf(tool, "1".repeat(40))).toBeNull();
      expect(await under.sources.updateRef(tool, "refs/tags/told", first, null)).toBe(true);
    });
    test("reads an annotated tag, and nothing else as one", async () => {
      expect(await under.sources.tagText(tool, first)).toBeNull();
      expect(await under.sources.tagText(tool, "1".repeat(40))).toBeNull();
    });
    test("copies branches and tags into another repository, again and again, and nothing of ours", async () => {
      const other = ToolName.parse("copied");
      await under.sources.create(other);
      expect(await under.sources.updateRef(tool, "refs/heads/fix", none, first)).toBe(true);
      expect(await under.sources.updateRef(tool, "refs/tags/v1", none, first)).toBe(true);
      await under.sources.copyBranches(tool, other, "shown/fix-1");
      expect(await under.sources.updateRef(tool, "refs/heads/fix", first, second)).toBe(true);
      await under.sources.copyBranches(tool, other, "shown/fix-1");
      expect(await under.sources.branch(other, "shown/fix-1/fix")).toBe(second);
      expect(await under.sources.ref(other, "refs/tags/shown/fix-1/v1")).toBe(first);
      expect(await under.sources.ref(other, `refs/sluice/test/${first}`)).toBeNull();
      expect(await under.sources.updateRef(tool, "refs/heads/fix", second, null)).toBe(true);
      expect(await under.sources.updateRef(tool, "refs/tags/v1", first, null)).toBe(true);
    });
    test("moves a branch only from where it was said to be", async () => {
      expect(await under.sources.branch(tool, "main")).toBeNull();
      expect(await under.sources.moveBranch(tool, "main", first, second)).toBe(false);
      expect(await under.sources.moveBranch(tool, "main", none, first)).toBe(true);
      expect(await under.sources.moveBranch(tool, "main", none, second)).toBe(false);
      expect(await under.sources.moveBranch(tool, "main", none, first)).toBe(true);
      expect(await under.sources.moveBranch(tool, "main", first, second)).toBe(true);
      expect(await under.sources.branch(tool, "main")).toBe(second);
    });
    test("removes a ref, and refuses a name that lies below another", async () => {
      expect(await under.sources.updateRef(tool, "refs/tags/v1", none, first)).toBe(true);
      expect(await under.sources.updateRef(tool, "refs/tags/v1/x", none, first)).toBe(false);
      expect(await under.sources.updateRef(tool, "refs/tags/v1", first, null)).toBe(true);
    });
    test("keeps a commit through tidying", async () => {
      await under.sources.keep(tool, second, 7);
      await under.sources.tidy(tool);
      expect((await under.sources.commit(tool, second)).subject).toBe("Second");
    });
    test("writes the tree of a commit", async () => {
      const directory = await mkdtemp(join(tmpdir(), "sluice-checkout-"));
      await under.sources.checkout(tool, first, directory);
      expect(await readFile(join(directory, "große/päth.txt"), "utf8")).toBe("x");
      expect((await stat(join(directory, "app.py"))).mode & 0o111).toBe(0);
      await rm(directory, { recursive: true });
    });
    test("writes one folder of a commit", async () => {
      const directory = await mkdtemp(join(tmpdir(), "sluice-checkout-"));
      await under.sources.checkout(tool, first, directory, { folder: "große" });
      expect(await readdir(directory)).toEqual(["päth.txt"]);
      await rm(directory, { recursive: true });
    });
    test("leaves files of a tree out, with directories that are empty without them", async () => {
      const directory = await mkdtemp(join(tmpdir(), "sluice-checkout-"));
      await under.sources.checkout(tool, first, directory, { leftOut: ["große/päth.txt"] });
      expect(await readdir(directory)).toEqual(["app.py", "big.txt", "composer.lock"]);
      await rm(directory, { recursive: true });
    });
    test("forgets a removed tool", async () => {
      const gone = ToolName.parse("gone");
      await under.sources.create(gone);
      await under.sources.remove(gone);
      await under.sources.remove(gone);
      await expect(under.sources.commit(gone, first)).rejects.toThrow();
    });
  });
}
