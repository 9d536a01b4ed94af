import { expect, inject, it } from "vitest";
import { sluice } from "../docker/command.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildsAndServes } from "./builds-and-serves.ts";
import { processesOf } from "./processes-of.ts";

buildsAndServes("procfile", {
  contains: "Hello from a Procfile",
  change: { file: "hello.py", from: "Hello from", to: "Good day from" },
  found: /Found .*procfile/,
});

it("starts web alone at first, and after a push goes on with what was scaled", { timeout: 20 * 60_000 }, async () => {
  const on = inject("server");
  const tool = "try-procfile-scaled";
  using work = await workTree(on, tool, "procfile");
  // Started at once, it would fail the push.
  work.write("worker.py", "import settings_that_are_not_there\n");
  await work.commit("Break the worker");
  const first = await work.push();
  expect(first.said).toContain("worker: no copies wished; sluice scale worker=1 starts one");
  expect(first.code).toBe(0);
  expect(await processesOf(on, tool)).toMatchObject([
    { name: "web", wanted: 1, running: 1 },
    { name: "worker", wanted: 0, running: 0 },
  ]);
  work.write("worker.py", 'import time\n\nwhile True:\n    print("works", flush=True)\n    time.sleep(1)\n');
  await work.commit("Mend the worker");
  expect((await work.push()).said).toContain("worker: no copies wished");
  expect((await sluice(on, work.directory, ["scale", "worker=1", "-t", tool])).exit).toBe(0);
  work.write("README.md", "One line more\n");
  await work.commit("Change a line");
  expect((await work.push()).said).toContain("worker: 1 of 1 running");
  expect(await processesOf(on, tool)).toMatchObject([{ name: "web" }, { name: "worker", wanted: 1, running: 1 }]);
});
