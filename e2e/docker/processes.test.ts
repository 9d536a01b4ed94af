import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { cliEnvironment, cliMain, sluice } from "./cli.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const tool = "parts";
const manifest = `processes:
  web:
    command: gunicorn --bind 0.0.0.0:$PORT app:app
    port: 8500
    health: /healthz
    replicas: 2
    memory: 128Mi
  worker: { command: "while :; do echo works; sleep 1; done" }
jobs:
  nightly: { command: python nightly.py, schedule: "@daily", timeout: 30m }
release: echo migrating in $HOME; test ! -f fail
`;
const app = `import socket
from flask import Flask

app = Flask(__name__)


@app.get("/")
def page():
    return socket.gethostname()


@app.get("/healthz")
def health():
    return "well"
`;

describe("a tool with a manifest", () => {
  let on: Installation;
  let work: WorkTree;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "30"] });
    work = await workTree(on, tool, "python-flask");
    work.write("app.py", app);
    work.write("sluice.yaml", manifest);
    await work.commit("Run several parts");
    const { code, said } = await work.push();
    expect(said).toContain("release command: echo migrating");
    expect(said).toContain("web: 2 of 2 healthy (GET /healthz answered 200)");
    expect(said).toContain("worker: 1 of 1 running");
    expect(code).toBe(0);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  const hosts = async (): Promise<number> => {
    const seen = new Set<string>();
    for (let count = 0; count < 12; count += 1) seen.add((await visit(on, tool)).text);
    return seen.size;
  };
  const processes = async () => (await apiOf(on).call("tools.status", { params: { tool } })).processes;

  it("runs what the manifest says, and shows it", async () => {
    expect(await hosts()).toBe(2);
    const [first] = await processes();
    expect(await processes()).toMatchObject([
      { name: "web", wanted: 2, running: 2, healthy: 2, memory: "128Mi" },
      { name: "worker", wanted: 1, running: 1 },
    ]);
    expect(first?.memoryMiB).toBeGreaterThan(0);
    const { stdout, code } = await sluice(on, ["ps", "-t", tool]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/web +2 of 2 healthy +\d+ of 256 MiB +[\d.]+ of 1 cpu +gunicorn/);
  });

  it("scales without starting anew what stays, and keeps it over a push where the manifest says no number", async () => {
    const before = await apiOf(on).call("tools.status", { params: { tool } });
    const scaled = await sluice(on, ["scale", "web=3", "worker=0", "-t", tool]);
    expect(scaled.stdout).toMatch(/v\d+ is live after/);
    expect(await processes()).toMatchObject([
      { name: "web", wanted: 3, healthy: 3 },
      { name: "worker", wanted: 0, running: 0 },
    ]);
    expect((await sluice(on, ["scale", "web=3", "-t", tool])).stderr).toContain("nothing was changed");
    expect((await sluice(on, ["scale", "wob=3", "-t", tool])).stderr).toContain("it has web, worker");
    const release = await apiOf(on).call("tools.status", { params: { tool } });
    expect(release.release).toMatchObject({ cause: "scale", build: null, image: before.release?.image });

    work.write("notes.txt", "nothing of weight\n");
    await work.commit("Push again");
    const { code } = await work.push();
    expect(code).toBe(0);
    expect(await processes()).toMatchObject([
      { name: "web", wanted: 2 },
      { name: "worker", wanted: 0 },
    ]);
  });

  it("restarts every copy with no request lost", async () => {
    const before = new Set<string>();
    for (let count = 0; count < 8; count += 1) before.add((await visit(on, tool)).text);
    const visits = visitSteadily(on, tool, 2000);
    const restarted = await sluice(on, ["restart", "web", "-t", tool]);
    expect(restarted.stdout).toMatch(/v\d+ is live after/);
    await until("the old copies are gone", 60_000, async () => !before.has((await visit(on, tool)).text));
    const { answered, failures } = await visits.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(5);
    expect(before.has((await visit(on, tool)).text)).toBe(false);
  });

  it("runs a program in a process: its input, both outputs and its exit code", async () => {
    const script = 'read -r line; echo "got $line"; echo oh >&2; exit 9';
    expect(await sluice(on, ["exec", "web", "-t", tool, "--", "bash", "-c", script], "this\n")).toEqual({
      code: 9,
      stdout: "got this\n",
      stderr: "oh\n",
    });
    const refused = await sluice(on, ["exec", "worker", "-t", tool, "--", "true"]);
    expect(refused.stderr).toContain("No copy of worker of parts runs: web runs.");
    expect(refused.code).toBe(1);
    const audit = await apiOf(on).call("audit.list", { query: { limit: 50 } });
    expect(audit.filter(({ action }) => action === "process.exec").map(({ result, detail }) => [result, detail["program"]])).toEqual([
      ["refused", undefined],
      ["done", "bash"],
    ]);
  });

  it("gives a shell whose terminal follows the person's, and which is left as it was", async () => {
    const home = mkdtempSync(join(tmpdir(), "sluice-pty-"));
    const inside = `tty > ${home}/tty; stty cols 100 rows 30; ${process.execPath} ${cliMain} shell -t ${tool}; echo "ended with $?"; stty -a`;
    const child = spawn("script", ["-qec", inside, "/dev/null"], { cwd: home, env: cliEnvironment(on, home), stdio: "pipe" });
    let shown = "";
    child.stdout.on("data", (data: Buffer) => (shown += data.toString()));
    const closed = new Promise((resolve) => child.once("close", resolve));
    try {
      child.stdin.write("echo re''ady; stty size\n");
      await until("the shell has the terminal's size", 60_000, () => /ready\s+30 100/.test(shown));
      await promisify(execFile)("stty", ["-F", readFileSync(join(home, "tty"), "utf8").trim(), "cols", "120", "rows", "40"]);
      await until("the shell follows the new size", 60_000, async () => {
        child.stdin.write("stty size\n");
        await new Promise((resolve) => setTimeout(resolve, 200));
        return shown.includes("40 120");
      });
      child.stdin.write("exit 5\n");
      await until("the shell has ended", 60_000, () => / echo\b/.test(shown.slice(shown.indexOf("ended with 5"))));
      expect(shown).toContain("ended with 5");
      expect(shown.slice(shown.indexOf("ended with 5"))).toMatch(/ icanon/);
    } finally {
      child.stdin.end();
      await closed;
      rmSync(home, { recursive: true, force: true });
    }
  });

  it("keeps the old release when the release command fails, and shows its last lines", async () => {
    work.write("fail", "");
    await work.commit("Break the release command");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toContain("release command: failed with exit code 1");
    expect(said).toMatch(/last lines of the release command:\s+remote:\s+migrating in/);
    expect(said).toMatch(/v\d+ keeps serving/);
    expect((await visit(on, tool)).status).toBe(200);
  });

  it("refuses a wrong manifest before anything is built, with the line and what was meant", async () => {
    const builds = await apiOf(on).call("builds.list", { params: { tool } });
    work.write("sluice.yaml", "processes:\n  web:\n    comand: app\nbuild: { dockerfil: Dockerfile }\n");
    await work.commit("Mistype");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toContain('sluice.yaml line 3: processes.web.comand is not a known key; did you mean "command"?');
    expect(said).toContain('sluice.yaml line 4: build.dockerfil is not a known key; did you mean "dockerfile"?');
    expect(said).toContain("[remote rejected] main -> main (sluice.yaml is wrong: your code)");
    expect(await apiOf(on).call("builds.list", { params: { tool } })).toEqual(builds);
  });
});
