import { type BuildId, type Digest, ToolName } from "@sluice/contract";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { connectDocker } from "../../src/adapters/engine-docker/docker.ts";
import type { DockerEngine } from "../../src/adapters/engine-docker/index.ts";
import { networkName } from "../../src/docker-network/network.ts";
import { type BuildEngine, openBuildEngine } from "../fixtures/build-engine.ts";
import { engineContract, type EngineUnderTest, runOne } from "./engine.contract.ts";
import { engineLendsContract } from "./engine-lends.contract.ts";
import { engineTestsContract } from "./engine-tests.contract.ts";

const secret = `Basic ${Buffer.from("engine:very-secret-credential").toString("base64")}`;

const imageAnswer = async (host: string, repository: string, kind: string, digest: string): Promise<unknown> => {
  const name = repository.slice(host.length + 1);
  const answer = await fetch(`http://${host}/v2/${name}/${kind}/${digest}`, {
    headers: {
      accept: "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json",
    },
  });
  return answer.json();
};

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
}

const NetworkAnswer = z.object({
  IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string() })).min(1) }),
});

/** A port of this machine, open on the bridge that build containers are on. */
async function listenOnBridge({ docker, installation }: BuildEngine): Promise<{ address: string; close(): Promise<void> }> {
  const network = await docker("network", "inspect", "-f", "{{json .}}", networkName(installation));
  const host = NetworkAnswer.parse(JSON.parse(network)).IPAM.Config[0]?.Gateway ?? "";
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    address: `${host}:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe("the Docker engine", () => {
  let on: BuildEngine;
  let engine: DockerEngine;
  let open: Awaited<ReturnType<typeof listenOnBridge>>;

  beforeAll(async () => {
    on = await openBuildEngine("e", { credential: async () => secret, standby: 4 });
    ({ engine } = on);
    open = await listenOnBridge(on);
    await Promise.all([engine.images.build("debian-13", []), engine.images.run("debian-13", [])]);
  }, 300_000);

  afterAll(async () => {
    await open?.close();
    await on?.[Symbol.asyncDispose]();
  }, 60_000);

  const under = (): EngineUnderTest => ({
    engine,
    write: writeFiles,
    forbidden: [on.registryHost, open.address],
    secrets: [secret, "very-secret-credential"],
    async image(repository: string, digest: Digest) {
      const manifest = (await imageAnswer(on.registryHost, repository, "manifests", digest)) as {
        config: { digest: string };
        layers: { digest: string }[];
      };
      const config = (await imageAnswer(on.registryHost, repository, "blobs", manifest.config.digest)) as {
        config: { Labels: Record<string, string> };
      };
      return { labels: config.config.Labels, layers: manifest.layers.map((layer) => layer.digest) };
    },
  });

  engineTestsContract(under);
  engineContract(under);
  engineLendsContract(under);

  test("removes containers and directories of builds that nobody runs, and only those", async () => {
    await engine.tidied();
    const docker = connectDocker(on.dockerHost);
    const left = await docker.create({
      image: await engine.images.build("debian-13", []),
      user: "1000:1000",
      command: ["true"],
      env: [],
      workingDirectory: "/",
      binds: [],
      network: "none",
      limits: null,
      labels: {
        "sluice.installation": on.installation,
        "sluice.kind": "build",
        "sluice.build": "9001",
      },
    });
    await mkdir(join(on.directory, "builds", "9002", "workspace"), { recursive: true });
    const orphans: (readonly BuildId[])[] = [];
    const files = { "app.sh": "", lock: "l", "build.sh": "echo begun; sleep 1\n" };
    const { outcome } = await runOne(under(), files, {}, undefined, ({ text }) => {
      if (text === "begun") void engine.removeOrphans().then((ids) => orphans.push(ids));
    });
    expect(outcome.kind).toBe("built");
    expect(orphans).toEqual([[9001, 9002]]);
    expect(await docker.containers([`sluice.installation=${on.installation}`, "sluice.build=9001"])).toEqual([]);
    await expect(left.start()).rejects.toThrow("No such container");
  });

  const app = { "app.sh": "exec sleep 1000\n", lock: "one\n", "build.sh": "echo host=$(hostname)\n" };
  const hostOf = (text: string): string => /host=(\w+)/.exec(text)?.[1] ?? "none";
  const waiting = (): ReturnType<ReturnType<typeof connectDocker>["containers"]> =>
    connectDocker(on.dockerHost).containers([`sluice.installation=${on.installation}`, "sluice.standby"]);

  /** A container that waits for the tool's next build. */
  async function oneWaits(tool: ToolName): Promise<string> {
    await engine.tidied();
    engine.expect(tool);
    const ofTool = async () => (await waiting()).filter(({ labels }) => labels["sluice.standby-for"] === tool);
    await vi.waitFor(async () => expect(await ofTool()).toHaveLength(1), { timeout: 60_000 });
    return (await ofTool())[0]?.id ?? "";
  }

  test("builds in the container that waits for the tool, once, and in no other tool's", async () => {
    const [mine, other] = [ToolName.parse("engine-ahead"), ToolName.parse("engine-other")];
    await runOne(under(), app, { tool: mine });
    const ahead = await oneWaits(mine);
    const foreign = await runOne(under(), app, { tool: other });
    expect(ahead.startsWith(hostOf(foreign.text))).toBe(false);
    const two = await Promise.all([runOne(under(), app, { tool: mine }), runOne(under(), app, { tool: mine })]);
    expect(two.map(({ outcome }) => outcome.kind)).toEqual(["built", "built"]);
    expect(two.filter(({ text }) => ahead.startsWith(hostOf(text)))).toHaveLength(1);
    expect(new Set(two.map(({ text }) => hostOf(text))).size).toBe(2);
  });

  test("leaves aside and removes a waiting container that the build would make otherwise", async () => {
    const tool = ToolName.parse("engine-ahead");
    const ahead = await oneWaits(tool);
    const limits = { cpus: 1, memoryMiB: 256, pids: 100, seconds: 60, diskMiB: 512 };
    const { text } = await runOne(under(), app, { tool, limits });
    expect(ahead.startsWith(hostOf(text))).toBe(false);
    await vi.waitFor(async () => expect((await waiting()).map(({ id }) => id)).not.toContain(ahead), { timeout: 60_000 });
  });

  test("makes a new container where the one that waited has ended", async () => {
    const tool = ToolName.parse("engine-ahead");
    await runOne(under(), app, { tool });
    const ahead = await oneWaits(tool);
    // While it is being started, the engine does not remove it.
    const gone = async (): Promise<void> => {
      await connectDocker(on.dockerHost).removeContainer(ahead);
      expect((await waiting()).map(({ id }) => id)).not.toContain(ahead);
    };
    await vi.waitFor(gone, { timeout: 60_000 });
    const { outcome, text } = await runOne(under(), app, { tool });
    expect(outcome.kind).toBe("built");
    expect(ahead.startsWith(hostOf(text))).toBe(false);
  });

  test("removes what a killed server kept waiting, and leaves its own", async () => {
    const own = await oneWaits(ToolName.parse("engine-ahead"));
    const left = await connectDocker(on.dockerHost).create({
      image: await engine.images.build("debian-13", []),
      user: "1000:1000",
      command: ["true"],
      env: [],
      workingDirectory: "/",
      binds: [],
      network: "none",
      limits: null,
      labels: { "sluice.installation": on.installation, "sluice.kind": "build", "sluice.standby": "dead" },
    });
    await mkdir(join(on.directory, "builds", "standby-dead-1", "workspace"), { recursive: true });
    expect(await engine.removeOrphans()).toEqual([]);
    const ids = (await waiting()).map(({ id }) => id);
    expect(ids).toContain(own);
    expect(ids).not.toContain(left.id);
    expect(await readdir(join(on.directory, "builds"))).not.toContain("standby-dead-1");
  });

  test("leaves nothing of a forgotten tool: neither its cache nor what waits for its next build", async () => {
    const tool = ToolName.parse("engine-gone");
    await runOne(under(), app, { tool });
    const ahead = await oneWaits(tool);
    await writeFile(join(on.directory, "caches", tool, "packages", "left"), "left");
    await engine.forget(tool);
    expect(await readdir(join(on.directory, "caches"))).not.toContain(tool);
    expect((await waiting()).map(({ id }) => id)).not.toContain(ahead);
    engine.expect(tool);
    const { outcome, text } = await runOne(under(), app, { tool });
    expect(outcome.kind).toBe("built");
    expect(ahead.startsWith(hostOf(text))).toBe(false);
    expect(await readdir(join(on.directory, "caches", tool, "packages"))).not.toContain("left");
    await engine.forget(tool);
  });

  test("leaves nothing behind", async () => {
    expect(await readdir(join(on.directory, "build-memory"))).toEqual((await waiting()).map(() => expect.stringMatching(/^standby-/)));
    await engine.close();
    expect(await readdir(join(on.directory, "build-memory"))).toEqual([]);
    expect(await connectDocker(on.dockerHost).containers([`sluice.installation=${on.installation}`])).toEqual([]);
    expect(await readdir(join(on.directory, "builds"))).toEqual(["lifecycle", "rebase"]);
    expect(await readdir(join(on.directory, "caches"))).toEqual([
      "engine-ahead",
      "engine-lends",
      "engine-lends-not",
      "engine-other",
      "engine-suite",
    ]);
  });
});
