import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { smallDisk, type SmallDisk } from "./small-disk.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const floorMiB = 64;
const lowMiB = 700;

describe("a disk that gets low", () => {
  let disk: SmallDisk;
  let on: Installation;
  let work: WorkTree;
  const api = () => apiOf(on);
  beforeAll(async () => {
    disk = smallDisk(1536);
    const rules = "--prune-grace 0 --prune-interval 525600 --releases-kept 1 --build-concurrency 1 --build-standby 0";
    on = await install({ directory: disk.directory, flags: `--disk-floor ${floorMiB} --disk-low ${lowMiB} ${rules}`.split(" ") });
    await until("the server has pruned by itself", 60_000, async () =>
      (await api().call("doctor.show", {})).some(({ part, found }) => part === "pruning" && found.includes("UTC")),
    );
    work = await workTree(on, "steady", "static");
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    disk?.free();
    await on?.[Symbol.asyncDispose]();
    disk?.[Symbol.dispose]();
  });

  it(
    "is pruned by itself; under the floor a build that was accepted is held, and goes on when there is room",
    { timeout: 900_000 },
    async () => {
      for (const version of ["one", "two", "three"]) {
        work.write("public/index.html", `<p>${version}</p>\n`);
        await work.commit(`Say ${version}`);
        const { code, said } = await work.push();
        expect(code, said).toBe(0);
      }
      const params = { tool: "steady" };
      const kept = async () => (await api().call("releases.list", { params })).map((release) => release.kept);
      expect(await kept()).toEqual([true, true, true]);
      disk.fill(lowMiB - 64);
      const pruned = async () =>
        (await api().call("audit.list", {})).find(({ action, from }) => action === "pruning.run" && from === "low disk");
      await until("it was pruned by itself", 240_000, async () => (await pruned()) !== undefined);
      expect((await pruned())?.detail).toMatchObject({ kinds: { image: { count: expect.any(Number) } } });
      expect(await kept()).toEqual([true, false, false]);
      expect((await visit(on, "steady")).text).toContain("three");

      // one build takes its time, the next one waits for it
      await api().call("tools.create", { body: { name: "first" } });
      using first = await workTree(on, "first", null);
      const named = { name: "first", version: "1.0.0" };
      first.write("package.json", JSON.stringify({ ...named, scripts: { postinstall: "sleep 3600", start: "node x.js" } }));
      first.write("package-lock.json", JSON.stringify({ ...named, lockfileVersion: 3, packages: { "": named } }));
      await first.commit("Take time");
      const taking = first.push();
      const stateOf = async (tool: string) => (await api().call("builds.list", { params: { tool } }))[0];
      await until("the first build runs", 120_000, async () => (await stateOf("first"))?.state === "running");
      work.write("public/index.html", "<p>four</p>\n");
      await work.commit("Say four");
      const waiting = work.push();
      await until("the second build is accepted", 60_000, async () => (await stateOf("steady"))?.state === "queued");
      disk.fill(floorMiB - 24);
      await api().call("builds.cancel", { params: { tool: "first", build: (await stateOf("first"))?.id ?? 0 } });
      expect((await taking).code).not.toBe(0);
      const build = (await stateOf("steady"))?.id ?? 0;
      const said = async (): Promise<string> => {
        const lines = [];
        const stream = api().stream("builds.log", { params: { ...params, build }, query: {} });
        for await (const { text } of stream) {
          lines.push(text);
          if (text.includes("goes on by itself")) break;
        }
        return lines.join("\n");
      };
      expect(await said()).toMatch(
        /This is ours, nothing is lost: The platform's disk is nearly full: \d+ MiB are free, and 64 MiB must be/,
      );
      expect((await stateOf("steady"))?.state).not.toBe("failed");
      expect((await visit(on, "steady")).text).toContain("three");

      disk.free();
      const { code, said: told } = await waiting;
      expect(code, told).toBe(0);
      expect((await visit(on, "steady")).text).toContain("four");
    },
  );
});
