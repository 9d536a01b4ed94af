import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";
import { line, logsContract, texts } from "./logs.contract.ts";

const made: string[] = [];

async function scratch(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "sluice-logs-"));
  made.push(root);
  return root;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true, force: true })));
});

describe("logs in files", () => {
  logsContract(async () => {
    const root = await scratch();
    return { logs: fileLogs(root), reopen: () => fileLogs(root) };
  });

  test("a line that a crash tore is dropped, and the next starts a line of its own", async () => {
    const root = await scratch();
    await fileLogs(root).append("build-1", [line("whole")]);
    const [file = ""] = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".open"));
    await appendFile(join(root, file), '{"at":"2026-01-02T03:04:05.6');
    const logs = fileLogs(root);
    const read = () => texts(logs.read("build-1", { from: 0, follow: false }, new AbortController().signal));
    expect(await read()).toEqual(["whole"]);
    await logs.append("build-1", [line("next")]);
    expect(await read()).toEqual(["whole", "next"]);
  });

  test("an append to a long log costs no more than to a short one", async () => {
    const logs = fileLogs(await scratch());
    const times: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      const begin = performance.now();
      await logs.append("build-1", [line(`line ${index}`)]);
      times.push(performance.now() - begin);
    }
    expect(Math.min(...times.slice(-100))).toBeLessThan(5 * Math.min(...times.slice(0, 100)));
  });
});
