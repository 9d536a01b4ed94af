import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { routes } from "@sluice/contract";
import { parse } from "yaml";
import { z } from "zod";
import { apiOf } from "../e2e/docker/api.ts";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { visit } from "../e2e/docker/page.ts";
import { workTree } from "../e2e/docker/work-tree.ts";
import { report, spread } from "./measure/figures.ts";
import { measureReconciling } from "./measure/reconcile-many.ts";
import { swapByHand, type ByHand } from "./measure/swap-by-hand.ts";

const rounds = 9;
const simulatedTools = 3300;
const [beta, foo] = ["bench-beta", "bench"];

/** Says which image and which settings it is. */
const app = (text: string): string =>
  `import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef page():\n    return ${JSON.stringify(text)} + " " + os.environ.get("ROUND", "none")\n`;

/** Until the page answers with a text that fits, asked every 10 ms. */
async function answers(on: Installation, tool: string, fits: (text: string) => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!fits((await visit(on, tool)).text)) {
    if (Date.now() > deadline) throw new Error(`${tool} does not answer as it should`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** From the request to the new version's first answer. What it replaces has gone before the next round begins. */
async function timed(on: Installation, tool: string, change: () => Promise<unknown>, fits: (text: string) => boolean): Promise<number> {
  const begun = performance.now();
  await change();
  await answers(on, tool, fits);
  const took = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return took;
}

const hasSettings = Object.hasOwn(routes, "settings.change");

async function changeSetting(on: Installation, value: string): Promise<void> {
  const answer = await fetch(`${on.api}/api/v1/tools/${foo}/settings`, {
    method: "POST",
    headers: { authorization: `Bearer ${on.token}`, "content-type": "application/json" },
    body: JSON.stringify({ set: [{ name: "ROUND", value }] }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function measureChanges(on: Installation) {
  const api = apiOf(on);
  using work = await workTree(on, beta, "python-flask");
  for (const text of ["one", "two"]) {
    work.write("app.py", app(text));
    await work.commit(text);
    const { code, said } = await work.push();
    if (code !== 0) throw new Error(said);
  }
  await api.call("tools.create", { body: { name: foo } });
  const promote = () => api.call("releases.promote", { params: { tool: beta }, body: { to: foo } });
  await timed(on, foo, promote, (text) => text.startsWith("two"));

  const [rollbacks, promotions, settings]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    const wanted = round % 2 === 1 ? "one" : "two";
    const fits = (text: string): boolean => text.startsWith(wanted);
    rollbacks.push(await timed(on, beta, () => api.call("releases.rollback", { params: { tool: beta }, body: {} }), fits));
    promotions.push(await timed(on, foo, promote, fits));
    const setting = (): Promise<void> => changeSetting(on, String(round));
    if (hasSettings) settings.push(await timed(on, foo, setting, (text) => text.endsWith(` ${round}`)));
  }
  return { rollbacks, promotions, settings };
}

const Released = z.object({ image: z.string(), processes: z.object({ web: z.object({ command: z.string() }) }) });

/** Image and command of what runs, as the control repository says them. */
function runsNow(on: Installation): ByHand {
  const text = execFileSync("git", ["--git-dir", join(on.directory, "control.git"), "show", `main:tools/${foo}/release.yaml`]).toString();
  const { image, processes } = Released.parse(parse(text));
  return { image, command: processes.web.command };
}

async function measureInstallation() {
  await using on = await install();
  const changes = await measureChanges(on);
  return { ...changes, byHand: await swapByHand(runsNow(on), rounds) };
}

const { rollbacks, promotions, settings, byHand } = await measureInstallation();
const { one_change_cpu_ms, full_pass_ms, ...reconciling } = await measureReconciling(simulatedTools);
report("release", {
  ...(settings.length === 0 ? {} : { settings_ms: spread(settings) }),
  rollback_ms: spread(rollbacks),
  promote_ms: spread(promotions),
  baseline_swap_ms: spread(byHand.map(({ swapped }) => swapped)),
  baseline_answer_ms: spread(byHand.map(({ answers }) => answers)),
  one_change_cpu_ms,
  full_pass_ms,
  ...reconciling,
});
