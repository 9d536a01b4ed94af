import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { apiOf } from "./api.ts";
import { type Ran, sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const main = join(import.meta.dirname, "..", "..", "packages", "cli", "src", "main.ts");

describe("sluice deploy in trouble", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  const params = { tool: "foo" };
  const builds = () => apiOf(on).call("builds.list", { params });
  const say = (text: string): void => {
    for (const [path, content] of Object.entries(plainApp(text))) work.write(path, content);
  };
  /** Begins it in a process of its own, with a wrapper before it, as a terminal would; `said` grows. */
  function begin(wrapper: readonly string[] = []) {
    const [program, ...args] = [...wrapper, process.execPath, main, "deploy", "-t", "foo"];
    const env = { ...process.env, SLUICE_URL: on.api, SLUICE_TOKEN: on.token, XDG_CONFIG_HOME: join(work.directory, "..", "none") };
    const child = spawn(program, args, { cwd: work.directory, env, stdio: ["ignore", "pipe", "pipe"] });
    const running = { said: "", ended: Promise.resolve<number | null>(null), interrupt: () => child.kill("SIGINT") };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (running.said += chunk.toString()));
    running.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code));
    });
    return running;
  }
  const deploy = (): Promise<Ran> => sluice(on, work.directory, ["deploy", "-t", "foo"]);

  beforeAll(async () => {
    on = await install({ flags: ["--push-max", "8"] });
    work = await workTree(on, "foo", null);
    say("first");
    await apiOf(on).call("tools.create", { body: { name: "foo" } });
    const { exit, said } = await deploy();
    expect({ exit, said }).toMatchObject({ exit: 0 });
  }, 300_000);
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("Ctrl-C while it is built ends the view alone, says so, and it goes live", async () => {
    say("second");
    const running = begin();
    await until("the server has begun", 60_000, () => running.said.trim().split("\n").length > 1);
    running.interrupt();
    expect(await running.ended).toBe(130);
    expect(running.said).toContain("Stopped watching; the server goes on with it: sluice builds list -t foo");
    await until("it is live", 120_000, async () => (await visit(on, "foo")).text === "second");
  });

  it("Ctrl-C while it is sent deploys nothing, and says so", async () => {
    const before = await builds();
    say("never");
    // a line to the server on which nothing moves any more
    work.write(
      "slow/git",
      '#!/bin/sh\ncase " $* " in *" push "*) touch "$0.pushes"; exec sleep 600 ;; esac\nPATH=${PATH#*:} exec git "$@"\n',
    );
    chmodSync(join(work.directory, "slow", "git"), 0o755);
    const running = begin(["sh", "-c", 'PATH=$PWD/slow:$PATH exec "$0" "$@"']);
    await until("it is being sent", 60_000, () => existsSync(join(work.directory, "slow", "git.pushes")));
    running.interrupt();
    expect(await running.ended).toBe(130);
    expect(running.said).toContain("Stopped while sending: nothing is deployed");
    expect(await builds()).toEqual(before);
    expect((await visit(on, "foo")).text).toBe("second");
    rmSync(join(work.directory, "slow"), { recursive: true });
  });

  it("a directory over the limit is refused with the limit and what to do", async () => {
    const before = await builds();
    writeFileSync(join(work.directory, "large.bin"), randomBytes(12 * 1024 ** 2));
    onTestFinished(() => work.write(".gitignore", "*.bin\n"));
    const { exit, said } = await deploy();
    expect({ exit, said }).toMatchObject({ exit: 1 });
    expect(said).toContain("The files take more than 8.00 MiB packed, which is the limit here.");
    expect(said).toContain("Name in .gitignore what the tool does not need.");
    expect(await builds()).toEqual(before);
  });

  it("a file or a directory that may not be read stops it with its name", async () => {
    const before = await builds();
    // root reads everything, unless it gives that up
    const plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"];
    for (const [path, mode] of [
      ["closed.txt", 0],
      ["closed", 0],
    ] as const) {
      if (path === "closed") mkdirSync(join(work.directory, path));
      else work.write(path, "mine");
      chmodSync(join(work.directory, path), mode);
      const running = begin(plain);
      const exit = await running.ended;
      expect({ exit, said: running.said }).toEqual({ exit: 1, said: expect.stringContaining(path) });
      expect(running.said).toContain("Nothing was sent.");
      chmodSync(join(work.directory, path), 0o755);
    }
    expect(await builds()).toEqual(before);
  });

  it("a link out of the directory is sent as a link, and said", async () => {
    symlinkSync("/etc/hostname", join(work.directory, "outside"));
    symlinkSync("app.py", join(work.directory, "inside"));
    say("linked");
    const { exit, said } = await deploy();
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(said).toContain("outside → /etc/hostname: a link out of the directory is sent as a link, without what it leads to.");
    expect(said).not.toContain("inside →");
    expect((await visit(on, "foo")).text).toBe("linked");
  });

  it("an ignored directory is deployed by its own rules, and an empty one is refused", async () => {
    using around = await workTree(on, "foo", null);
    around.write(".gitignore", "dist/\n");
    around.write("source.txt", "not sent");
    for (const [path, content] of Object.entries(plainApp("made"))) around.write(`dist/${path}`, content);
    await around.commit("Begin");
    const made = await sluice(on, around.directory, ["deploy", "dist", "-t", "foo"]);
    expect(made).toMatchObject({ exit: 0 });
    expect((await visit(on, "foo")).text).toBe("made");
    expect(JSON.parse((await visit(on, "foo", "/files")).text)).not.toContain("source.txt");
    mkdirSync(join(around.directory, "empty"));
    const { exit, said } = await sluice(on, around.directory, ["deploy", "empty", "-t", "foo"]);
    expect(exit).toBe(2);
    expect(said).toContain("There is nothing to deploy in");
  });
});
