import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { docker } from "./containers.ts";
import { install, type Installation } from "./installation.ts";
import { leftBehind } from "./left-behind.ts";
import { type OwnBase, ownBase, patchedPage } from "./own-base.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const idOf = (on: Installation): string => readFileSync(join(on.directory, "installation"), "utf8").trim();
/** Nothing is kept for its age's sake, and a pruning comes only when it is asked for. */
const rules = "--prune-grace 0 --prune-interval 525600 --releases-kept 1 --disk-low 0 --sets-days 0 --build-standby 0";
const slow = { timeout: 900_000 };

describe("package sets and bases that nothing needs", () => {
  let base: OwnBase;
  let on: Installation;
  let work: WorkTree;
  const api = () => apiOf(on);
  const pushed = async (from: WorkTree, procfile: string): Promise<void> => {
    from.write("index.html", "not shown");
    from.write("Procfile", procfile);
    await from.commit("Go on");
    const { code, said } = await from.push();
    expect(code, said).toBe(0);
  };
  const sets = async (fate: string) =>
    (await api().call("pruning.show", { query: { stays: true } })).things.filter(
      (thing) => thing.kind === "package-set" && thing.fate === fate,
    );
  /** Images of this suite's own base that the engine has, by what they are. */
  const images = async (kind: string): Promise<number> => {
    const names = await docker("images", "--format", "{{.Repository}}", "--filter", `reference=sluice-kept/${idOf(on)}/*${kind}`);
    return names === "" ? 0 : names.split("\n").length;
  };

  beforeAll(async () => {
    base = ownBase();
    on = await install({
      flags: `${base.flags.join(" ")} ${rules}`.split(" "),
    });
    await until("the server has pruned by itself", 60_000, async () =>
      (await api().call("doctor.show", {})).some(({ part, found }) => part === "pruning" && found.includes("UTC")),
    );
    work = await workTree(on, "calm", null);
    await pushed(work, patchedPage(""));
  }, 900_000);

  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await base?.[Symbol.asyncDispose]();
  }, 120_000);

  it("are named with their sizes and why; the one under a living tool stays", slow, async () => {
    const { said } = await sluice(on, work.directory, ["prune", "--dry-run", "--stays"]);
    expect(said).toMatch(/goes +package set +build debian-13 [0-9a-f]{12}: .*no build has used it for 0 days/);
    expect(said).toMatch(/stays +package set +run debian-13 [0-9a-f]{12}: .*an image of calm stands on it/);
    expect(said).toMatch(/stays +base +debian-13 .*package sets stand on it/);
    expect([await images("build-packages"), await images("run-packages"), await images("base")]).toEqual([1, 1, 1]);

    const result = await api().call("pruning.run", {});
    expect(result.problems).toEqual([]);
    expect(result.kinds["package-set"]?.count).toBe(1);
    expect([await images("build-packages"), await images("run-packages"), await images("base")]).toEqual([0, 1, 1]);
    expect((await sets("stays")).map(({ name }) => name)).toEqual([expect.stringContaining("run debian-13")]);
  });

  it("are made again for the next push, and a server that is stopped meanwhile ends soon and leaves nothing", slow, async () => {
    await pushed(work, patchedPage("true;"));
    expect((await visit(on, "calm")).text).toBe("unpatched\n");

    using other = await workTree(on, "other", null);
    other.write("sluice.yaml", "build: { packages: { run: [hello] } }\n");
    other.write("index.html", "not shown");
    other.write("Procfile", patchedPage("hello;"));
    await other.commit("Ask for hello");
    const pushing = other.push();
    const bakes = ["ps", "-q", "--filter", "label=sluice.kind=bake", "--filter", `label=sluice.installation=${idOf(on)}`];
    await until("the set is being baked", 300_000, async () => (await docker(...bakes)) !== "");
    await on.terminate();
    await pushing;
    expect(on.log()).not.toContain("ending with what is still open");
    expect(leftBehind(on.directory)).toEqual([]);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(on.directory);

    await on.start();
    const builds = () => api().call("builds.list", { params: { tool: "other" } });
    await until("the build has gone on", 600_000, async () => (await builds())[0]?.state === "succeeded");
    await until("it serves", 60_000, async () => (await visit(on, "other")).text === "unpatched\n");
  });

  it("all go with the tools that stood on them", slow, async () => {
    for (const tool of ["calm", "other"]) await api().call("tools.delete", { params: { tool } });
    const rest = new Set(["package-set", "base-image", "former-image"]);
    await until("no set and no base is left", 120_000, async () => {
      await api().call("pruning.run", {});
      const { things } = await api().call("pruning.show", { query: { stays: true } });
      return things.every(({ kind, name }) => !rest.has(kind) && !name.startsWith("sluice/"));
    });
    expect([await images("build-packages"), await images("run-packages"), await images("base")]).toEqual([0, 0, 0]);

    using again = await workTree(on, "anew", null);
    await pushed(again, patchedPage(""));
    expect((await visit(on, "anew")).text).toBe("unpatched\n");
  });

  it("stay under a living tool, which is rebased onto what they become; what they were goes", slow, async () => {
    await api().call("pruning.run", {});
    base.patch("one");
    expect((await sluice(on, work.directory, ["bases", "refresh", "debian-13"])).said).toContain("changed just now");
    expect((await sluice(on, work.directory, ["rebase", "--all"])).exit).toBe(0);
    expect((await visit(on, "anew")).text).toBe("one\n");
    // what the base and the set were before has gone with the refresh, or goes now
    await until("nothing former is left", 120_000, async () => {
      await api().call("pruning.run", {});
      const { things } = await api().call("pruning.show", { query: {} });
      return things.every(({ kind }) => kind !== "former-image");
    });
    expect((await visit(on, "anew")).text).toBe("one\n");
  });
});
