import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SourceDependencies } from "../../src/core/sources/check-source.ts";
import { nextLook } from "../../src/core/sources/pace.ts";
import { checkOnce } from "../../src/core/sources/source-actions.ts";
import { watchSources } from "../../src/core/sources/watch-sources.ts";
import { serveRepository } from "../control/git-forge.ts";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const procfile = { Procfile: "web: python app.py\n" };
const limits = { least: 0.1, most: 1, looks: 2, perHost: 2, backOff: 0.1, backOffMost: 0.5 };

/** What a server that has just started would do, until it is disposed of. */
function startWatch(): AsyncDisposable {
  const { clock } = world.platform.push;
  const deps: SourceDependencies = {
    ...world.deps,
    nextLook: (source, failures, found) => nextLook(limits, clock.now(), source, failures, found, Math.random()),
  };
  const stop = new AbortController();
  const onProblem = (what: string, error: unknown): void => void world.platform.errors.push(what, error);
  const watch = watchSources(
    { store: world.platform.store, check: checkOnce(deps), clock, fraction: Math.random, onProblem, stopping: stop.signal },
    limits,
  );
  const loop = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await watch.tick();
      await wait(20);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
      await watch.settled();
    },
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within 60 s`);
    await wait(20);
  }
}

test("what is pushed elsewhere is built by itself, in every source, also after a restart", async () => {
  const { platform } = world;
  const places = await Promise.all(["one", "two", "three"].map((name) => world.elsewhere(name)));
  const tools = await Promise.all(["one", "two", "three"].map((name) => world.tool(name)));
  for (const [n, { commit, url }] of places.entries()) {
    await commit(procfile);
    const tool = tools[n];
    if (tool !== undefined) await world.actions.set(tool, { url, branch: "main" }, ada);
  }
  {
    await using _watch = startWatch();
    for (const _ of tools) await (await platform.takeBuild()).end("succeeded");
    const second = await places[1]?.commit({ "a.txt": "2" });
    const build = await platform.takeBuild();
    expect(build.row).toMatchObject({ tool: "two", commit: second });
    await build.end("succeeded");
  }
  const third = await places[2]?.commit({ "a.txt": "3" });
  await using _watch = startWatch();
  const build = await platform.takeBuild();
  expect(build.row).toMatchObject({ tool: "three", commit: third });
  await build.end("succeeded");
  for (const tool of tools) await platform.store.removeSource(tool);
  expect(platform.errors).toEqual([]);
});

test("a forge that goes away is waited for, says so, and is read again when it is back", async () => {
  const { platform } = world;
  const { commit, url } = await world.elsewhere("gone");
  await commit(procfile);
  let open = true;
  await using forge = await serveRepository(`${platform.directory}/elsewhere`, "anybody", null, () => open);
  const tool = await world.tool("gone");
  await world.actions.set(tool, { url: url.replace(world.forge.url, forge.url), branch: "main" }, ada);
  await using _watch = startWatch();
  await (await platform.takeBuild()).end("succeeded");
  open = false;
  await until("failures are counted", async () => ((await platform.store.source(tool))?.failures ?? 0) >= 2);
  expect((await world.actions.show(tool)).problem).toContain("503");
  const late = await commit({ "a.txt": "late" });
  open = true;
  const build = await platform.takeBuild();
  expect(build.row).toMatchObject({ tool: "gone", commit: late });
  await build.end("succeeded");
  await until("it is well", async () => (await platform.store.source(tool))?.problem === null);
  await platform.store.removeSource(tool);
});

test("a tool that is deleted while its source is read is no problem of the platform", async () => {
  const { platform } = world;
  const { commit, url } = await world.elsewhere("deleted");
  await commit(procfile);
  const tool = await world.tool("deleted");
  await world.actions.set(tool, { url, branch: "main" }, ada);
  const source = await world.row(tool);
  const deps: SourceDependencies = {
    ...world.deps,
    remotes: {
      look: (at) => world.deps.remotes.look(at),
      fetch: async (of, at) => {
        const fetched = await world.deps.remotes.fetch(of, at);
        await platform.store.removeSource(tool);
        return fetched;
      },
    },
  };
  expect(await checkOnce(deps)(source, false)).toMatchObject({ outcome: "current", build: null });
  expect(await platform.store.builds(tool, { limit: 5 })).toEqual([]);
});
