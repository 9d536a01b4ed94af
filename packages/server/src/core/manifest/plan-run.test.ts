import { ReleaseFile, type ManifestPipeline } from "@sluice/contract";
import { expect, test } from "vitest";
import type { BuildPlan } from "../languages/build-plan.ts";
import { partsOf } from "../releases/make-release.ts";
import { planRun } from "./plan-run.ts";

const procfile = (name: string, command: string) => ({ name, command, because: "Procfile" });
const found: BuildPlan = {
  folder: "",
  languages: [],
  base: "debian-13",
  packages: { build: [], run: [] },
  slim: null,
  processes: [procfile("web", "old web"), procfile("worker", "old worker")],
  releaseCommand: procfile("release", "old release"),
  variables: {},
  steps: [],
  warnings: [],
  dockerfile: null,
};
const cronFile = JSON.stringify({
  name: "x",
  cron: [
    { command: "tidy", schedule: "@daily" },
    { command: "y", schedule: "never" },
  ],
});

function releaseOf(processes: object): ReleaseFile {
  return ReleaseFile.parse({
    tool: "foo",
    release: 1,
    image: `r/foo@sha256:${"a".repeat(64)}`,
    commit: "b".repeat(40),
    pipeline: "main",
    build: null,
    settings: 0,
    processes,
  });
}

async function plan(manifest: ManifestPipeline | null, files: Record<string, string> = {}, of = found) {
  const result = await planRun({ files: Object.keys(files), read: async (path) => files[path] ?? null }, manifest, of);
  if (result.kind === "refused") throw new Error(result.why.join("\n"));
  return result;
}

test("without a manifest the Procfile and the crons of app.json run", async () => {
  const { run, warnings } = await plan(null, { "app.json": cronFile });
  expect(run.processes.map(({ name, command }) => `${name}: ${command}`)).toEqual(["web: old web", "worker: old worker"]);
  expect(partsOf(run, null).processes).toMatchObject({ web: { replicas: 1 }, worker: { replicas: 0 } });
  expect(run.releaseCommand?.command).toBe("old release");
  expect(run.jobs).toMatchObject({ "cron-1": { command: "tidy", schedule: "@daily", timeout: 3600 } });
  expect(warnings).toEqual([expect.stringMatching(/^app\.json: cron 2 is not run: must be five cron fields/)]);
});

test("the manifest wins, and the log says what stood back", async () => {
  const manifest: ManifestPipeline = { processes: { web: { command: "new web" } }, release: "new release", jobs: {} };
  const { run, warnings } = await plan(manifest, { "app.json": cronFile });
  expect(run.processes).toMatchObject([{ name: "web", command: "new web", because: "sluice.yaml" }]);
  expect(run.releaseCommand?.command).toBe("new release");
  expect(run.jobs).toEqual({});
  expect(warnings).toEqual([
    "Procfile says another web command, old web: sluice.yaml decides.",
    "Procfile says a worker process: it is not run, as sluice.yaml does not name it.",
    "Procfile says another release command, old release: sluice.yaml decides.",
    "app.json's crons are not run: sluice.yaml has jobs and decides.",
  ]);
});

test("a process without a command takes the one that was found", async () => {
  const { run } = await plan({ processes: { web: { health: "/up" } } });
  expect(run.processes).toEqual([{ ...procfile("web", "old web"), copies: 1, spec: { health: "/up" } }]);
  await expect(plan({ processes: { other: { replicas: 1 } } })).rejects.toThrow("processes.other has no command");
});

test("of a Procfile alone web starts, and what ran before or was scaled goes on", async () => {
  const { run } = await plan(null);
  const present = releaseOf({ web: { command: "x", replicas: 2 }, worker: { command: "y" } });
  expect(partsOf(run, present).processes).toMatchObject({ web: { replicas: 2 }, worker: { command: "old worker", replicas: 1 } });
  const off = releaseOf({ web: { command: "x", replicas: 0 }, worker: { command: "y", replicas: 0 } });
  expect(partsOf(run, off).processes).toMatchObject({ web: { replicas: 0 }, worker: { replicas: 0 } });
  const byLanguage = { ...found, processes: [{ name: "api", command: "serve", because: "app.py" }, procfile("clock", "tick")] };
  const other = await plan(null, {}, byLanguage);
  expect(partsOf(other.run, null).processes).toMatchObject({ api: { replicas: 1 }, clock: { replicas: 0 } });
  const named = await plan({ processes: { worker: {} } });
  expect(partsOf(named.run, null).processes).toMatchObject({ worker: { command: "old worker", replicas: 1 } });
});

test("a Procfile's line whose name cannot be a process's is left out, unless nothing is left", async () => {
  const odd = procfile("Update_Pages", "update");
  const { run, warnings } = await plan(null, {}, { ...found, processes: [procfile("web", "old web"), odd] });
  expect(run.processes.map(({ name }) => name)).toEqual(["web"]);
  expect(warnings).toEqual([expect.stringMatching(/^Procfile: Update_Pages: a process's name must be .* It is left out\.$/)]);
  await expect(plan(null, {}, { ...found, processes: [odd] })).rejects.toThrow("Procfile: Update_Pages: a process's name must be");
});

test("an app.json that is no JSON is said and not refused", async () => {
  expect((await plan(null, { "app.json": "{" })).warnings).toHaveLength(1);
});

test("what somebody scaled stays, unless the manifest says a number", async () => {
  const { run } = await plan({ processes: { web: { replicas: 2 }, worker: { memory: "1Gi" } } });
  const present = releaseOf({ web: { command: "x", replicas: 5, restarts: 3 }, worker: { command: "y", replicas: 0 } });
  expect(partsOf(run, present).processes).toEqual({
    web: { command: "old web", port: 8000, replicas: 2, memory: "512Mi", cpu: "500m" },
    worker: { command: "old worker", replicas: 0, memory: "1Gi", cpu: "500m" },
  });
  expect(partsOf(run, null).processes["worker"]?.replicas).toBe(1);
});
