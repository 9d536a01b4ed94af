import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { apiOf } from "../e2e/docker/api.ts";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { visit } from "../e2e/docker/page.ts";
import { until } from "../e2e/docker/until.ts";
import { workTree } from "../e2e/docker/work-tree.ts";
import { run } from "../tools/setup/run.ts";
import { type OpenRegistry, openRegistry } from "./measure/open-registry.ts";
import { report, spread, type Spread } from "./measure/figures.ts";
import { makePackBuilder } from "./measure/pack-builder.ts";

const warmPushes = 10;
const restMs = 3000;
const root = join(import.meta.dirname, "..");

const app = (text: string): string =>
  `from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef page():\n    return ${JSON.stringify(text)}\n`;

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

type Time = (text: string) => Promise<number>;

/** Our side: from the start of `git push` until the new page answers. */
function timePush(on: Installation, work: Awaited<ReturnType<typeof workTree>>): Time {
  return async (text) => {
    work.write("app.py", app(text));
    await work.commit(text);
    return timed(async () => {
      const { code, said } = await work.push();
      if (code !== 0) throw new Error(said);
      await until("the new page answers", 10_000, async () => (await visit(on, "bench")).text === text);
    });
  };
}

async function stepsOf(on: Installation): Promise<Record<string, Spread>> {
  const builds = await apiOf(on).call("builds.list", { params: { tool: "bench" }, query: { limit: warmPushes } });
  const names = [...new Set(builds.flatMap((build) => build.steps.map((each) => each.step)))];
  return Object.fromEntries(
    names.map((step) => [step, spread(builds.map((build) => build.steps.find((each) => each.step === step)?.ms ?? 0))]),
  );
}

/** By hand: `pack build --publish` with the same images, buildpacks and lifecycle, then pull and run until the page answers. */
async function timeByHand(on: Installation, cache: string, directory: string, registry: OpenRegistry): Promise<Time> {
  const label = (name: string): Promise<string> =>
    run("docker", ["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=sluice/${name}-packages`]);
  const withPython = async (name: string, program: string): Promise<string> => {
    for (const image of (await label(name)).trim().split("\n")) {
      const found = await run("docker", ["run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", image, "-c", `${program} || true`]);
      if (found.trim().startsWith("Python 3.13")) return image;
    }
    throw new Error(`no ${name} image has ${program}`);
  };
  const buildImage = await withPython("build", "command -v python3-config > /dev/null && python3 --version");
  const runImage = `${registry.host}/run:python`;
  await run("docker", ["tag", await withPython("run", "python3 --version"), runImage]);
  await run("docker", ["push", runImage]);
  const buildpacks = join(on.directory, "buildpacks");
  const tree = join(buildpacks, readdirSync(buildpacks)[0] ?? "");
  const orderToml = '[[order]]\n[[order.group]]\nid = "sluice/python"\nversion = "0.1.0"\n';
  const { builder } = await makePackBuilder(
    { directory, cache, buildImage, runImage, buildpacks: tree, orderToml },
    "sluice-bench-builder",
  );
  const source = join(directory, "app");
  cpSync(join(root, "examples", "python-flask"), source, { recursive: true });
  return async (text) => {
    writeFileSync(join(source, "app.py"), app(text));
    const took = await timed(() => byHand(on, cache, directory, registry.host, builder, source, text));
    await run("docker", ["rm", "-f", "sluice-bench-app"]);
    return took;
  };
}

async function byHand(
  on: Installation,
  cache: string,
  directory: string,
  host: string,
  builder: string,
  source: string,
  text: string,
): Promise<void> {
  const image = `${host}/by-hand`;
  const flags = ["--publish", "--network", "host", "--trust-builder", "--pull-policy", "if-not-present", "--docker-host", "inherit"];
  mkdirSync(join(directory, "home"), { recursive: true });
  const env = { PACK_HOME: join(directory, "home"), HOME: join(directory, "home") };
  await run(join(cache, "bin", "pack"), ["build", image, "--path", source, "--builder", builder, ...flags], { env });
  await run("docker", ["pull", "-q", image]);
  const network = `sluice-${readFileSync(join(on.directory, "installation"), "utf8").trim()}`;
  await run("docker", ["run", "-d", "--name", "sluice-bench-app", "--network", network, "-e", "PORT=8000", image]);
  const address = (
    await run("docker", ["inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", "sluice-bench-app"])
  ).trim();
  await until("the page answers", 20_000, async () => {
    const answer = await fetch(`http://${address}:8000/`).catch(() => null);
    return answer !== null && (await answer.text()) === text;
  });
}

const cache = process.env["SLUICE_TEST_CACHE"] ?? "";
await using on = await install();
await until("the base images are made", 600_000, async () => {
  const check = (await apiOf(on).call("doctor.show")).find((each) => each.part === "base images");
  return check?.state === "ok";
});
const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  await using registry = await openRegistry(cache, directory, on.routerPort + 1);
  using work = await workTree(on, "bench", "python-flask");
  const push = timePush(on, work);
  const first = await push("first");
  const byHandOnce = await timeByHand(on, cache, directory, registry);
  await byHandOnce("by hand, first");
  const warm: number[] = [];
  const baseline: number[] = [];
  // In turns, so that whatever else the machine does meanwhile weighs on both alike, and each with the machine at rest.
  for (let n = 0; n < warmPushes; n += 1) {
    await pause(restMs);
    warm.push(await push(`warm ${n}`));
    await pause(restMs);
    baseline.push(await byHandOnce(`by hand ${n}`));
  }
  report("push", {
    first_ms: Math.round(first),
    warm_ms: spread(warm),
    baseline_warm_ms: spread(baseline),
    ratio: Math.round((100 * spread(warm).median) / spread(baseline).median) / 100,
    steps_ms: await stepsOf(on),
  });
} finally {
  rmSync(directory, { recursive: true, force: true });
}
