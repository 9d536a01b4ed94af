import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildId, CommitHash, Digest, Moment, ReleaseFile, SluiceError, ToolName, UserName, type Release } from "@sluice/contract";
import { onTestFinished } from "vitest";
import { openControlGit } from "../../src/adapters/control-git/index.ts";
import { imageUse } from "../../src/core/pruning/use-image.ts";
import { keptReleases } from "../../src/core/releases/kept-releases.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";

export const installation = "here";
export const ada = UserName.parse("ada");
export const [foo, bar] = [ToolName.parse("foo"), ToolName.parse("bar")];
export const imageOf = (n: number): Digest => Digest.parse(`sha256:${n.toString(16).padStart(64, "0")}`);
export const commitOf = (n: number): CommitHash => CommitHash.parse(n.toString(16).padStart(40, "0"));

/** A real control repository and store with the tools foo and bar; the registry is a set of names. */
export async function openReleases() {
  const directory = await mkdtemp(join(tmpdir(), "sluice-releases-"));
  let time = Date.UTC(2026, 0, 1);
  let ahead = 0;
  const clock = { now: () => new Date((time += 10) + ahead).toISOString(), monotonic: () => time };
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  onTestFinished(async () => {
    await control.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  await store.putUser({ name: ada, admin: false });
  for (const name of [foo, bar]) await store.createTool({ name, created: Moment.parse(clock.now()), createdBy: ada }, ada);

  const images = new Set<string>();
  const settings = new Map<ToolName, number>();
  let registryAnswers = true;
  const answering = (): void => {
    if (!registryAnswers) throw new SluiceError("unavailable", "The registry does not answer");
  };
  const registry = {
    host: "127.0.0.1:5000",
    async resolve(repository: string, digest: string) {
      answering();
      return images.has(`${repository.split("/").at(-1) ?? ""}@${digest}`) ? Digest.parse(digest) : null;
    },
    async copy(from: ToolName, to: ToolName, digest: Digest) {
      answering();
      if (!images.has(`${from}@${digest}`)) throw new SluiceError("not-found", "gone");
      images.add(`${to}@${digest}`);
    },
  };
  const settingsOf = async (tool: ToolName): Promise<number> => settings.get(tool) ?? 0;
  const uses = imageUse({ store, clock, installation });
  const kept = (tool: ToolName): Promise<readonly Release[]> => keptReleases({ store, registry }, tool, 10);
  const shared = { store, control, clock, history: store, tools: store, pauses: store, promotions: store, registry, settingsOf };
  const deps = { ...shared, unsigned: async () => null, protections: store, images: uses, kept };

  /** What the reconciler writes when it has brought the control repository's wish to life. */
  async function live(release: Pick<Release, "tool" | "number">): Promise<void> {
    await store.setReleaseState(release.tool, release.number, {
      state: "live",
      live: clock.now(),
      control: (await control.head()) ?? "",
    });
  }
  /** A build's release, committed; not yet live. */
  async function push(tool: ToolName, n: number, more: Partial<ReleaseFile> = {}): Promise<Release> {
    const at = clock.now();
    const wish = { tool, pipeline: "main", commit: commitOf(n), subject: `Change ${n}`, author: ada, cause: "push", latestWins: false };
    const { build } = await store.enqueue({ ...wish, key: at, branch: "main", branchFrom: commitOf(0) }, at);
    images.add(`${tool}@${imageOf(n)}`);
    const release = await store.addRelease({
      tool,
      build: BuildId.parse(build.id),
      commit: commitOf(n),
      subject: `Change ${n}`,
      author: ada,
      cause: "push",
      settings: more.settings ?? 0,
      image: imageOf(n),
      created: Moment.parse(at),
    });
    const file = ReleaseFile.parse({
      tool,
      release: release.number,
      image: `${registry.host}/${tool}@${imageOf(n)}`,
      commit: commitOf(n),
      pipeline: "main",
      build: build.id,
      settings: 0,
      processes: { web: { command: `app ${n}`, port: 8000 } },
      ...more,
    });
    const author = { name: "ada", email: "ada@localhost" };
    await control.commit(tool, file, { author, subject: `Deploy v${release.number}`, body: "", trailers: {} });
    return release;
  }
  async function deployed(tool: ToolName, n: number, more: Partial<ReleaseFile> = {}): Promise<Release> {
    const release = await push(tool, n, more);
    await live(release);
    return release;
  }
  async function present(tool: ToolName): Promise<ReleaseFile> {
    const entry = await control.read(tool);
    if (entry?.kind !== "release") throw new Error(`${tool} has no release`);
    return entry.file;
  }
  return {
    ...shared,
    deps,
    images,
    settings,
    live,
    push,
    deployed,
    present,
    pass: (ms: number) => void (time += ms),
    /** Somebody sets the clock; no time passes. */
    setClock: (ms: number) => void (ahead += ms),
    breakRegistry: () => void (registryAnswers = false),
  };
}
