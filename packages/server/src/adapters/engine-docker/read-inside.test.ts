import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readInside } from "./read-inside.ts";

test("reads plain files, and follows no link on the way or at the end", async () => {
  const root = await mkdtemp(join(tmpdir(), "sluice-inside-"));
  try {
    await mkdir(join(root, "real"));
    await writeFile(join(root, "real", "file"), "text");
    await symlink("real", join(root, "linked"));
    await symlink("real/file", join(root, "link"));
    expect(await readInside(root, "real", "file")).toBe("text");
    expect(await readInside(root, "linked", "file")).toBeNull();
    expect(await readInside(root, "link")).toBeNull();
    expect(await readInside(root, "real")).toBeNull();
    expect(await readInside(root, "none", "file")).toBeNull();
  } finally {
    await rm(root, { recursive: true });
  }
});
