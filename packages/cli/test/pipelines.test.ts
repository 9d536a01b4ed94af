import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newHome } from "./sluice.ts";

async function check(manifest: string | null, ...flags: readonly string[]) {
  await using home = await newHome();
  const app = join(home.directory, "app");
  await mkdir(app);
  if (manifest !== null) await writeFile(join(app, "sluice.yaml"), manifest);
  return await home.sluice(["pipelines", "check", app, ...flags]);
}

test("a manifest that is in order is told in words, without a server", async () => {
  const { exit, stdout } = await check(
    'test: { commands: ["pip install tox", tox], timeout: 10m }\nprocesses: { web: { command: serve } }\njobs: { tidy: { command: rm x, schedule: "@daily" } }\n',
  );
  expect(exit).toBe(0);
  expect(stdout).toContain("sluice.yaml is in order.");
  expect(stdout).toContain("tests (at most 600 s)\n  pip install tox\n  tox\n");
  expect(stdout).toContain("processes\n  web: serve\n");
  expect(stdout).toContain("jobs\n  tidy: @daily  rm x\n");
});

test("a wrong one is told as a push does, all of it, with exit code 1", async () => {
  const { exit, stdout } = await check("tests: [tox]\nprocesses: { web: { port: 0 } }\n");
  expect(exit).toBe(1);
  expect(stdout).toContain("sluice.yaml is wrong");
  expect(stdout).toContain('sluice.yaml line 1: tests is not a known key; did you mean "test"?');
  expect(stdout).toContain("sluice.yaml line 2: processes.web.port: ");
});

const several = `templates:
  service: { tool: shop-$(pipeline), directory: services/$(pipeline), watch: [shared/**], processes: { web: { port: $(port) } } }
pipelines:
  api: { extends: service, with: { port: 8001 } }
  docs: { deploy: false, on: { tag: "v*" }, test: [make docs] }
`;

test("several pipelines are told each with where it goes and what builds it", async () => {
  const { exit, stdout } = await check(several);
  expect(exit).toBe(0);
  expect(stdout).toContain("pipeline api: to shop-api\n  builds        services/api\n");
  expect(stdout).toContain("  when changed  services/api/**, shared/**\n");
  expect(stdout).toContain("pipeline docs: built and tested only\n");
  expect(stdout).toContain("  starts by  tag v*\n");
  expect(stdout).toContain("  tests\n    make docs\n");
  expect(await check(several.replace("$(port)", "$(prot)"))).toMatchObject({
    exit: 1,
    stdout: expect.stringContaining('sluice.yaml line 2: $(prot) has no value; did you mean "port"?'),
  });
});

test("templates are shown as what they make of the pipelines, which is a manifest that says the same", async () => {
  await using home = await newHome();
  const app = join(home.directory, "app");
  await mkdir(app);
  await writeFile(join(app, "sluice.yaml"), several);
  const shown = await home.sluice(["pipelines", "show", app]);
  expect(shown.exit, shown.stderr).toBe(0);
  expect(shown.stdout).not.toContain("templates");
  expect(shown.stdout).toContain("tool: shop-api\n");
  const before = (await home.sluice(["pipelines", "check", app])).stdout;
  await writeFile(join(app, "sluice.yaml"), shown.stdout);
  expect((await home.sluice(["pipelines", "check", app])).stdout).toBe(before);
  await writeFile(join(app, "sluice.yaml"), "pipelines: {}\n");
  expect(await home.sluice(["pipelines", "show", app])).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining("at least one pipeline"),
  });
});

test("PipelineLib's files are printed as a manifest, and what is left out is told and is an error", async () => {
  await using home = await newHome();
  const app = join(home.directory, "app");
  await mkdir(join(app, ".pipeline"), { recursive: true });
  const write = (name: string, text: string) => writeFile(join(app, ".pipeline", name), text);
  await write("blubber.yaml", "version: v4\nvariants: { test: { node: {}, entrypoint: [npm, test] } }\n");
  await write("config.yaml", "pipelines:\n  check:\n    stages: [{ name: test }]\n");
  const well = await home.sluice(["pipelines", "import", app]);
  expect(well.exit, well.stderr).toBe(0);
  await writeFile(join(app, "sluice.yaml"), well.stdout);
  expect((await home.sluice(["pipelines", "check", app])).stdout).toContain("pipeline check: built and tested only");

  await write("config.yaml", "pipelines:\n  check:\n    stages: [{ name: t, build: test, run: true, notify: { email: a } }]\n");
  const lost = await home.sluice(["pipelines", "import", app]);
  expect(lost).toMatchObject({ exit: 1, stdout: "" });
  expect(lost.stderr).toContain("left out: .pipeline/config.yaml line 3: pipelines.check.stages.0.notify: nobody is told");
  expect(lost.stderr).toContain("--partial");
  expect(await home.sluice(["pipelines", "import", app, "--partial"])).toMatchObject({ exit: 0, stdout: well.stdout });
  expect(await home.sluice(["pipelines", "import", home.directory])).toMatchObject({ exit: 2 });
});

test("a directory without one is in order, and one that is not there is wrong usage", async () => {
  expect(await check(null)).toMatchObject({ exit: 0, stdout: expect.stringContaining("nothing is tested") });
  await using home = await newHome();
  expect(await home.sluice(["pipelines", "check", "nowhere"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("nowhere") });
});

test("the schema is what a server publishes", async () => {
  await using home = await newHome();
  const { stdout } = await home.sluice(["pipelines", "schema"]);
  expect(JSON.parse(stdout)).toMatchObject({ title: "sluice.yaml", properties: { test: { anyOf: expect.any(Array) } } });
});
