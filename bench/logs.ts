import { apiOf } from "../e2e/docker/api.ts";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { visit } from "../e2e/docker/page.ts";
import { writeTalkative } from "../e2e/docker/talkative.ts";
import { workTree } from "../e2e/docker/work-tree.ts";
import { report, spread } from "./measure/figures.ts";

const visits = 40;
const noiseSeconds = 10;

/** From the answer of a visit until its line is seen by who follows the log. */
async function delays(on: Installation, tool: string): Promise<number[]> {
  const stop = new AbortController();
  const seen = new Map<string, number>();
  const following = (async () => {
    for await (const { text } of apiOf(on).stream("tools.logs", { params: { tool }, query: { follow: true, tail: 0 } }, stop.signal)) {
      seen.set(text, performance.now());
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const asked = new Map<string, number>();
  for (let at = 0; at < visits; at += 1) {
    const path = `/visit-${performance.now()}`;
    asked.set(`asked for ${path}`, performance.now());
    await visit(on, tool, path);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  stop.abort();
  await following;
  return [...asked].map(([text, at]) => (seen.get(text) ?? Infinity) - at);
}

await using on = await install();
for (const tool of ["quiet", "noisy"]) {
  using work = await workTree(on, tool, null);
  await writeTalkative(work);
  const { said } = await work.push();
  if (!said.includes("Live: ")) throw new Error(said);
}
const alone = spread(await delays(on, "quiet"));
let noisy = true;
const noise = (async () => {
  for (let second = 0; second < noiseSeconds && noisy; second += 1) {
    await Promise.all([visit(on, "noisy", "/many/10000"), new Promise((resolve) => setTimeout(resolve, 1000))]);
  }
})();
const beside = spread(await delays(on, "quiet"));
noisy = false;
await noise;
report("logs", { quiet_line_ms: beside, baseline_line_ms: alone });
