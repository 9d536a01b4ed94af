import { BuildId, CommitHash, type Digest, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { miniBuildpack } from "./mini-buildpack.ts";
import type { BuildLine, BuildOutcome, BuildRequest, Engine } from "../../src/core/ports/engine.ts";
import { expectShutIn, lookAround } from "./engine-shut-in.ts";

/** What the suite needs of an engine under test. Its builder runs the app's `build.sh` as the build step. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** Puts files into a directory. */
  write(directory: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** Labels, layers' digests and environment of an exported image. */
  image(repository: string, digest: Digest): Promise<{ labels: Record<string, string>; layers: readonly string[] }>;
  /** `ip:port` of open ports of the platform's machine that code must not reach. */
  readonly forbidden: readonly string[];
  readonly secrets: readonly string[];
}

export interface Built {
  readonly outcome: BuildOutcome;
  readonly lines: readonly BuildLine[];
  readonly text: string;
}

let nextId = 1;
const tool = ToolName.parse("engine-suite");
const limits = { cpus: 2, memoryMiB: 512, pids: 200, seconds: 120, diskMiB: 1024 };

export async function runOne(
  under: EngineUnderTest,
  files: Readonly<Record<string, string>>,
  change: Partial<BuildRequest> = {},
  cancel = new AbortController().signal,
  onLine: (line: BuildLine) => void = () => undefined,
): Promise<Built> {
  const id = BuildId.parse(nextId);
  nextId += 1;
  const lines: BuildLine[] = [];
  const outcome = await under.engine.build(
    {
      id,
      tool,
      pipeline: "main",
      commit: CommitHash.parse(id.toString(16).padStart(40, "0")),
      plan: {
        folder: "",
        languages: [{ id: "shell", name: "Shell", version: "1", because: "build.sh" }],
        base: "debian-13",
        packages: { build: [], run: [] },
        processes: [{ name: "web", command: "sh app.sh", because: "app.sh" }],
        variables: {},
        steps: [],
        releaseCommand: null,
        slim: null,
        warnings: [],
        dockerfile: null,
      },
      ...miniBuildpack,
      previous: null,
      tests: null,
      limits,
      env: {},
      checkout: (directory) => under.write(directory, files),
      ...change,
    },
    (line) => {
      lines.push(line);
      onLine(line);
    },
    cancel,
  );
  return { outcome, lines, text: lines.map(({ text }) => text).join("\n") };
}

const digestOf = ({ outcome, text }: Built): Digest => {
  if (outcome.kind !== "built") throw new Error(`not built: ${JSON.stringify(outcome)}\n${text}`);
  return outcome.digest;
};

const app = {
  "app.sh": "exec sleep 1000\n",
  lock: "one\n",
  "build.sh": "echo building; echo aside >&2\n",
};

/** What every engine must do. */
export function engineContract(setUp: () => EngineUnderTest): void {
  test("builds an image, addressed by its digest, and says what it did", async () => {
    const under = setUp();
    const built = await runOne(under, app);
    digestOf(built);
    expect(built.lines).toContainEqual({
      kind: "notice",
      step: "build",
      text: "dependencies: installed (lock)",
    });
    expect(built.lines).toContainEqual({ kind: "output", step: "build", text: "building" });
    expect(built.text).toContain("aside");
    expect(built.text).toMatch(/image sha256:[0-9a-f]{4}… [\d.]+ MiB new of [\d.]+ MiB/);
  });

  test("labels the image with commit, pipeline and builder", async () => {
    const under = setUp();
    const { outcome } = await runOne(under, app);
    if (outcome.kind !== "built") throw new Error(JSON.stringify(outcome));
    const { labels } = await under.image(outcome.repository, outcome.digest);
    const project: unknown = JSON.parse(labels["io.buildpacks.project.metadata"] ?? "{}");
    expect(project).toMatchObject({
      source: {
        type: "git",
        version: { commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
        metadata: { pipeline: "main", tool, builder: expect.stringMatching(/^sha256:/) },
      },
    });
    expect(labels["io.buildpacks.lifecycle.metadata"]).toContain("sluice/run-packages");
  });

  test("takes an unchanged layer from the last image when one source line changed", async () => {
    const under = setUp();
    const first = await runOne(under, app);
    const second = await runOne(under, { ...app, "app.sh": "exec sleep 999\n" }, { previous: digestOf(first) });
    expect(second.text).toContain("dependencies: unchanged (lock)");
    expect(digestOf(second)).not.toBe(digestOf(first));
    if (second.outcome.kind !== "built") throw new Error("not built");
    const [before, after] = await Promise.all(
      [first, second].map((built) => under.image(second.outcome.kind === "built" ? second.outcome.repository : "", digestOf(built))),
    );
    const fresh = after?.layers.filter((layer) => !before?.layers.includes(layer)) ?? [];
    expect(fresh).toHaveLength(1);
  });

  test("blames the code for a failing build step, and builds the same commit again", async () => {
    const under = setUp();
    const files = { ...app, "build.sh": "echo no such luck >&2; exit 3\n" };
    const { outcome, text } = await runOne(under, files);
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason: "app failed (exit 3)" });
    expect(text).toContain("no such luck");
    digestOf(await runOne(under, app));
  });

  test("gives the build the settings that are marked for it, and keeps its own", async () => {
    const files = { ...app, "build.sh": 'echo "<$MARKED> $CACHE"\n' };
    const { text } = await runOne(setUp(), files, { env: { MARKED: "a 'b'\nc", CACHE: "/elsewhere" } });
    expect(text).toContain("<a 'b'");
    expect(text).toContain("c> /cache");
  });

  test("blames the code when no language is found", async () => {
    const { outcome } = await runOne(setUp(), { "readme.txt": "hello\n" });
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: expect.stringContaining("no language was found"),
    });
  });

  test("says that the memory was too small", async () => {
    const files = {
      ...app,
      "build.sh": "set -o pipefail; head -c 400m /dev/zero | tail -c 300m | wc -c\n",
    };
    const { outcome } = await runOne(setUp(), files, { limits: { ...limits, memoryMiB: 64 } });
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: "out of memory: the build may use 64 MiB",
    });
  });

  test("says that the time was too short", async () => {
    const { outcome } = await runOne(setUp(), { ...app, "build.sh": "exec sleep 100\n" }, { limits: { ...limits, seconds: 2 } });
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: "out of time: the build may take 2 s",
    });
  });

  test("says that the disk was too small", async () => {
    const files = { ...app, "build.sh": "head -c 60m /dev/zero > big; exec sleep 100\n" };
    const { outcome } = await runOne(setUp(), files, { limits: { ...limits, diskMiB: 40 } });
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: "out of disk space: the build may use 40 MiB",
    });
  });

  test("says that there were too many processes", async () => {
    const files = { ...app, "build.sh": "for i in $(seq 100); do sleep 2 & done; wait\n" };
    const { outcome } = await runOne(setUp(), files, { limits: { ...limits, pids: 40 } });
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: "too many processes: the build may have 40 processes and threads",
    });
  });

  test("stops at once when cancelled", async () => {
    const cancel = new AbortController();
    const start = performance.now();
    const { outcome } = await runOne(setUp(), { ...app, "build.sh": "echo begun; exec sleep 600\n" }, {}, cancel.signal, ({ text }) => {
      if (text === "begun") cancel.abort();
    });
    expect(outcome.kind).toBe("cancelled");
    expect(performance.now() - start).toBeLessThan(100_000);
  });

  test("shows no credential to the code, and gives it no way to the registry or to root", async () => {
    const under = setUp();
    const { outcome, text } = await runOne(under, { ...app, "build.sh": lookAround(under) });
    expect(outcome.kind).toBe("built");
    expectShutIn(text, under);
  });

  test("does not follow links that the code left where the platform reads", async () => {
    const files = {
      ...app,
      "build.sh": "rm -rf /layers/config; ln -s /etc /layers/config; ln -sf /etc/shadow /layers/analyzed.toml; exit 0\n",
    };
    const { outcome, text } = await runOne(setUp(), files);
    expect(JSON.stringify(outcome) + text).not.toMatch(/root:[*!$]/);
  });
}
