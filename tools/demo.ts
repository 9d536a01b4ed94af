import { createClient } from "@sluice/contract";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoPush, preparePush } from "./demo/push.ts";
import { pageAt } from "./demo/page.ts";
import { freeAddress } from "./demo/free-address.ts";
import { baseImagesWhat, startDemoServer } from "./demo/server.ts";
import { ensureEngine } from "./setup/engine.ts";
import { ensurePackages, serverNeeds } from "./setup/packages.ts";
import { ensureParts } from "./setup/parts.ts";
import { terminalProgress } from "./setup/progress.ts";

const root = join(import.meta.dirname, "..");
const data = process.env["SLUICE_DEMO_DATA"] ?? join(root, ".data");
const isOnce = process.argv.includes("--once");

/** The main job on this machine: set up, push, look. Answers whether the page showed what was pushed. */
async function main(stop: AbortSignal): Promise<boolean> {
  const progress = terminalProgress();
  const cache = join(data, "cache");
  mkdirSync(cache, { recursive: true });
  await ensurePackages(progress, serverNeeds);
  stop.throwIfAborted();
  await ensureParts(progress, cache);
  stop.throwIfAborted();
  await using ends = new AsyncDisposableStack();
  const engine = await ensureEngine(progress, join(data, "engine"));
  ends.defer(() => engine.stop());
  stop.throwIfAborted();
  const [listen, routerListen] = [await freeAddress(7080), await freeAddress(7088)];
  const place = { root, data: join(data, "demo"), cache, dockerHost: engine.host, listen, routerListen, stop };
  const server = await progress.step("server", "start", () => startDemoServer(place));
  ends.defer(() => server.stop());
  const client = createClient({ url: server.api, token: server.token });
  await progress.step("base images", baseImagesWhat, (note) => server.baseImagesReady(client, { minutes: 20, note, stop }));
  const exists = (await client.call("tools.list", { query: { limit: 500 } })).some((tool) => tool.name === "hello");
  if (!exists) await progress.step("tool", "create hello", () => client.call("tools.create", { body: { name: "hello" } }));

  const work = join(data, "demo-work");
  if (!existsSync(work)) cpSync(join(root, "examples", "python-flask"), work, { recursive: true });
  const text = `Hello from Sluice, pushed ${new Date().toISOString()}`;
  writeFileSync(join(work, "app.py"), withText(readFileSync(join(root, "examples", "python-flask", "app.py"), "utf8"), text));
  await preparePush(work, `${server.api}/git/hello.git`, server.token);
  console.log("\n$ git push sluice main");
  stop.throwIfAborted();
  const pushed = await demoPush(work, server.token);
  const url = (await client.call("tools.show", { params: { tool: "hello" } })).url;
  const page = await pageAt(url);
  const shown = page.includes(text);
  // Only here: Ctrl-C goes to git too, and git's end may be heard of before the signal is.
  stop.throwIfAborted();
  console.log(`\n$ curl ${url}\n${page.trim()}\n`);
  if (!pushed || !shown) {
    console.log(`The page does not show what was pushed. The server's log: ${join(data, "demo.log")}`);
    return false;
  }
  if (isOnce) return true;
  printNext(url, work, server.api, join(data, "demo"));
  if (!stop.aborted) await once(stop, "abort");
  console.log("\nstopping: tools, router, registry, server, and the engine if it was started here");
  return true;
}

/** The example's page with another text: what a person would change by hand. */
function withText(app: string, text: string): string {
  const changed = app.replaceAll("Hello from Sluice", text);
  if (changed === app) throw new Error("examples/python-flask/app.py does not say Hello from Sluice");
  return changed;
}

function printNext(url: string, work: string, api: string, directory: string): void {
  console.log(`Live at ${url} until Ctrl-C. Try next, in another terminal:
  1. change ${join(work, "app.py")}, then:  git -C ${work} commit -am "My change" && git -C ${work} push sluice main
  2. npm run sluice -- login ${api} --token-stdin < ${join(directory, "admin-token")} && npm run sluice -- status -t hello
  3. break app.py and push again: the old version keeps serving, and the log says why`);
}

const interrupt = new AbortController();
// From the first step on: whatever has been started by then is ended in order.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt.abort());
// A closed terminal takes no more lines; what is to be ended is ended all the same.
process.stdout.on("error", () => interrupt.abort());
try {
  process.exitCode = (await main(interrupt.signal)) ? 0 : 1;
} catch (error) {
  if (!interrupt.signal.aborted) throw error;
  console.log("\nstopped before it was done: nothing that was started here goes on");
  process.exitCode = 130;
}
