import { appendFile, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { fileKeptLogs } from "../../src/adapters/logs-files/kept-logs.ts";
import { keptLogsContract, said, texts, tool } from "./kept-logs.contract.ts";

const roots: string[] = [];
const newRoot = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), "sluice-kept-"));
  roots.push(root);
  return root;
};
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

async function filesOf(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".log")).map((file) => join(root, file));
}

describe("kept logs as files", () => {
  keptLogsContract(async (bytes) => {
    const root = await newRoot();
    return { kept: fileKeptLogs(root, bytes), reopen: () => fileKeptLogs(root, bytes) };
  });

  test("a line that a crash left torn is cut off, and the next one stands whole", async () => {
    const root = await newRoot();
    await fileKeptLogs(root, 1024 ** 2).append(tool, [said("whole")]);
    const [file = ""] = await filesOf(root);
    await appendFile(file, '{"n":99,"t":"2026');
    const again = fileKeptLogs(root, 1024 ** 2);
    await again.append(tool, [said("next", 1)]);
    expect(await texts(again)).toEqual(["whole", "next"]);
  });

  test("files are readable by their owner only, and a long line is cut", async () => {
    const root = await newRoot();
    const kept = fileKeptLogs(root, 1024 ** 2);
    await kept.append(tool, [said("é".repeat(100_000))]);
    const [file = ""] = await filesOf(root);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const [text = ""] = await texts(kept);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024);
    expect(text).toMatch(/é … \(cut at 8 KiB\)$/);
  });
});
