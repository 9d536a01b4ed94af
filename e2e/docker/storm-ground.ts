import { expect } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { type OwnBase, ownBase } from "./own-base.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { type Starts, watchStarts } from "./starts.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

/** What a storm goes over: an installation, and the clones of some maintainers. */
export interface StormGround extends AsyncDisposable {
  readonly on: Installation;
  /** Those that serve all the time. */
  readonly tools: readonly string[];
  /** Has a release command and a job of every minute, and is promoted to `calm` when it is healthy. */
  readonly stormy: WorkTree;
  /** A directory that is in no repository. */
  readonly plain: WorkTree;
  /** What the engine started. */
  readonly starts: Starts;
  /** What a storm over the platform's own images needs; null where only tools are changed. */
  readonly deep: DeepGround | null;
}

/** A base of the installation's own, and tools that change what images are made of. */
export interface DeepGround {
  readonly base: OwnBase;
  readonly packed: WorkTree;
  readonly loud: WorkTree;
}

const manifest = `processes:
  web: { command: python3 app.py, port: 8000, memory: 128Mi }
jobs:
  minutely: { command: echo minutely, schedule: "* * * * *", memory: 32Mi }
release: echo prepared
promote: { to: calm, when: healthy }
`;

/** Writes a page that says `text`, with all that makes it a tool. */
export function say(work: WorkTree, text: string): void {
  for (const [path, content] of Object.entries(plainApp(text))) if (path !== "Procfile") work.write(path, content);
  work.write("sluice.yaml", manifest);
}

/** What takes its time otherwise, or is kept long. */
const quick = ["--deploy-seconds", "60", "--promote-seconds", "2", "--releases-kept", "3", "--prune-grace", "0", "--prune-interval", "1"];

/** `deep`: with a base of its own, so that rebases, package sets and languages can be in the storm too. */
export async function stormGround(deep: boolean): Promise<StormGround> {
  await using ends = new AsyncDisposableStack();
  const base = deep ? ends.use(ownBase()) : null;
  const on = ends.use(await install({ flags: [...(base?.flags ?? []), ...quick] }));
  const tree = async (name: string): Promise<WorkTree> => ends.use(await workTree(on, name, null));
  const [stormy, plain] = [await tree("stormy"), await tree("plain")];
  const starts = ends.use(await watchStarts(on));
  await apiOf(on).call("tools.create", { body: { name: "calm" } });
  say(stormy, "before");
  await push(stormy);
  await until("it is promoted", 120_000, async () => (await visit(on, "calm")).status === 200);
  const more = base === null ? null : { base, packed: await tree("packed"), loud: await tree("loud") };
  if (more !== null) {
    more.packed.write("public/index.html", "before");
    await push(more.packed);
  }
  const owned = ends.move();
  return {
    on,
    tools: ["stormy", "calm", ...(more === null ? [] : ["packed"])],
    stormy,
    plain,
    starts,
    deep: more,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function push(work: WorkTree): Promise<void> {
  await work.commit("Before the storm");
  expect((await work.push()).said).toContain("Live: ");
}
