import { BuildId, CommitHash, Digest, ToolName } from "@sluice/contract";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDocker } from "../../src/adapters/engine-docker/docker.ts";
import type { DockerEngine } from "../../src/adapters/engine-docker/index.ts";
import { builder } from "../../src/core/dockerfiles/builder-plan.ts";
import { planFiles } from "../../src/core/builds/plan-source.ts";
import type { BuildLine, BuildOutcome, BuildRequest } from "../../src/core/ports/engine.ts";
import { miniBuildpack } from "../contracts/mini-buildpack.ts";
import { type BuildEngine, openBuildEngine } from "../fixtures/build-engine.ts";

const credential = `Basic ${Buffer.from("engine:very-secret-credential").toString("base64")}`;
const limits = { cpus: 2, memoryMiB: 512, pids: 150, seconds: 240, diskMiB: 1024 };
interface Built {
  readonly outcome: BuildOutcome;
  readonly lines: readonly BuildLine[];
  readonly text: string;
}

describe("an image by a Dockerfile", () => {
  let on: BuildEngine;
  let engine: DockerEngine;
  let base = "";
  let nextId = 1;
  const docker = (...args: readonly string[]): Promise<string> => on.docker(...args);

  beforeAll(async () => {
    on = await openBuildEngine("f", { credential: async () => credential });
    ({ engine } = on);
    // what takes long when it is made for the first time
    await engine.images.build(builder.base, builder.packages);
    base = `${on.registryHost}/bases/debian:13`;
    const plain = await docker("create", await engine.images.build("debian-13", []));
    await docker("commit", "--change", "USER root", plain, base);
    await docker("rm", plain);
    await docker("push", base);
    await docker("rmi", base);
  }, 600_000);

  afterAll(() => on?.[Symbol.asyncDispose](), 60_000);

  /** As a push builds it: planned from its files, then built. */
  async function build(
    files: Readonly<Record<string, string>>,
    change: Partial<Pick<BuildRequest, "previous" | "limits" | "env" | "tool">> & {
      readonly says?: object;
      readonly cancel?: AbortSignal;
    } = {},
    onLine: (text: string) => void = () => undefined,
  ): Promise<Built> {
    const { says = {}, cancel = new AbortController().signal, ...changed } = change;
    const all = { "sluice.yaml": stringify({ build: { dockerfile: "Dockerfile", ...says } }), ...files } as Readonly<
      Record<string, string>
    >;
    const dockerfiles = {
      allowed: true,
      bases: [`${on.registryHost}/bases/*`],
      architecture: process.arch === "x64" ? "amd64" : process.arch,
    };
    const source = { files: Object.keys(all), read: async (path: string) => all[path] ?? null };
    const planned = await planFiles(source, { languages: [], dockerfiles, today: "2026-01-01" });
    if (planned.kind === "refused") throw new Error([planned.reason, ...planned.why].join("\n"));
    const id = BuildId.parse(nextId);
    nextId += 1;
    const lines: BuildLine[] = [];
    const outcome = await engine.build(
      {
        id,
        tool: ToolName.parse("by-file"),
        pipeline: "main",
        commit: CommitHash.parse(id.toString(16).padStart(40, "0")),
        plan: planned.plan,
        ...miniBuildpack,
        previous: null,
        tests: null,
        limits,
        env: {},
        checkout: async (into) => {
          for (const [name, text] of Object.entries(all)) {
            await mkdir(dirname(join(into, name)), { recursive: true });
            await writeFile(join(into, name), text);
          }
        },
        ...changed,
      },
      (line) => {
        lines.push(line);
        onLine(line.text);
      },
      cancel,
    );
    return { outcome, lines, text: lines.map(({ text }) => text).join("\n") };
  }

  const good = ({ outcome, text }: Built): Extract<BuildOutcome, { kind: "built" }> => {
    if (outcome.kind !== "built") throw new Error(`not built: ${JSON.stringify(outcome)}\n${text}`);
    return outcome;
  };

  const answer = async (repository: string, kind: string, digest: string): Promise<unknown> => {
    const accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
    const name = repository.slice(on.registryHost.length + 1);
    return (await fetch(`http://${on.registryHost}/v2/${name}/${kind}/${digest}`, { headers: { accept } })).json();
  };

  test("is built in stages, runs what it says, and a second build of it runs nothing again", async () => {
    const files = {
      "data.txt": "from the source\n",
      Dockerfile: `ARG TAG=13
FROM ${on.registryHost}/bases/debian:$TAG AS first
ARG GREETING
RUN --mount=type=secret,id=TOKEN test "$(cat /run/secrets/TOKEN)" = hidden && echo "$GREETING" > /greeting
RUN mkdir /made && echo x > /made/of-another && chown 33:44 /made/of-another

FROM ${on.registryHost}/bases/debian:13
LABEL io.buildpacks.lifecycle.metadata="{}" sluice.tool=other mine=yes
COPY --from=first /greeting /made/of-another /srv/
COPY data.txt /srv/
WORKDIR /srv
USER 1234
CMD ["cat", "greeting", "data.txt"]
`,
    };
    const env = { TOKEN: "hidden" };
    const first = await build(files, { env, says: { args: { GREETING: "good day" } } });
    const { repository, digest, bases } = good(first);
    expect(bases).toEqual([{ name: base, digest: expect.stringMatching(/^sha256:/) }]);
    expect(first.text).not.toContain("hidden");
    const manifest = (await answer(repository, "manifests", digest)) as { config: { digest: string }; layers: { digest: string }[] };
    const { config } = (await answer(repository, "blobs", manifest.config.digest)) as {
      config: { Labels: Record<string, string>; Env: string[]; User: string };
    };
    expect(config.Labels).toMatchObject({ mine: "yes", "sluice.dockerfile": "Dockerfile", "org.opencontainers.image.base.name": base });
    expect(Object.keys(config.Labels)).not.toContain("sluice.tool");
    expect(Object.keys(config.Labels)).not.toContain("io.buildpacks.lifecycle.metadata");
    expect(config.User).toBe("1234");
    const under = (await answer(`${on.registryHost}/bases/debian`, "manifests", bases?.[0]?.digest ?? "")) as {
      layers: { digest: string }[];
    };
    expect(manifest.layers.map((layer) => layer.digest)).toEqual(expect.arrayContaining(under.layers.map((layer) => layer.digest)));

    const image = `${repository}@${digest}`;
    try {
      const start = ["run", "--rm", "--user", "1000:1000", "--entrypoint", "/cnb/lifecycle/launcher", image, "--", "bash", "-c"];
      expect(await docker(...start, "pwd; cat greeting data.txt; stat -c %u:%g of-another")).toBe("/srv\ngood day\nfrom the source\n33:44");
    } finally {
      await docker("rmi", image);
    }
    const second = await build(files, { env, says: { args: { GREETING: "good day" } }, previous: digest });
    expect(second.text).toMatch(/RUN mkdir \/made .*: unchanged\n/);
    good(second);
    expect(second.text).toMatch(/image sha256:[0-9a-f]{4}… 0.0 MiB new of/);
    const other = await build(files, { env, says: { args: { GREETING: "good day" } }, tool: ToolName.parse("by-other") });
    good(other);
    expect(other.text).not.toContain("unchanged");
  });

  test("is built by nobody who could do anything on this machine", async () => {
    const open = createServer((socket) => socket.end());
    const gateway = JSON.parse(await docker("network", "inspect", `sluice-${on.installation}`)) as [
      { IPAM: { Config: [{ Gateway: string }] } },
    ];
    const host = gateway[0].IPAM.Config[0].Gateway;
    await new Promise<void>((resolve) => open.listen(0, host, resolve));
    const address = open.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    await writeFile(join(on.directory, "hostile-target"), "a file of the machine");
    const places = [`${host}/${port}`, on.registryHost.replace(":", "/"), "169.254.169.254/80", "100.100.100.200/80"];
    try {
      const look = [
        "env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'",
        "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status; cat /proc/self/uid_map",
        ...places.map((place) => `timeout 3 bash -c 'exec 3<>/dev/tcp/${place}' 2>/dev/null && echo "reached ${place}"`),
        "find / -xdev -name '*.sock' 2>/dev/null; ls /var/run/docker.sock /proc/1/root/var/run/docker.sock 2>&1",
        "mknod /sda b 8 0 2>&1; mknod /mem c 1 1 2>&1; mount -t tmpfs x /mnt 2>&1; ls /proc/1/root/ 2>&1",
        `cat ${on.directory}/hostile-target /proc/1/root${on.directory}/hostile-target 2>&1`,
        "echo looked; sleep 2",
      ];
      const watching = new Set<string>();
      const pids = async (): Promise<void> => {
        for (const id of (await docker("ps", "-q", "--filter", `label=sluice.installation=${on.installation}`))
          .split("\n")
          .filter(Boolean)) {
          const table = await docker("top", id, "-eo", "uid,args").catch(() => "");
          for (const line of table.split("\n")) if (line.includes("sleep 2")) watching.add(line.trim().split(/\s+/)[0] ?? "");
        }
      };
      const seen: Promise<void>[] = [];
      const files = { "look.sh": look.join("\n"), Dockerfile: `FROM ${base}\nCOPY look.sh /\nRUN bash /look.sh\nCMD true\n` };
      const built = await build(files, {}, (text) => {
        if (text === "looked") seen.push(pids());
      });
      await Promise.all(seen);
      good(built);
      expect(built.text).toContain("looked");
      expect(built.text).not.toContain("reached");
      expect(built.text).not.toContain("very-secret-credential");
      expect(built.text).not.toContain(credential);
      expect(built.text).not.toContain("a file of the machine");
      expect(built.text).toMatch(/NoNewPrivs:\s+1/);
      expect(built.text).toMatch(/Seccomp:\s+2/);
      expect(built.text).toMatch(/mknod: \/sda: (Operation not permitted|Permission denied)/);
      expect(built.text).toMatch(/mount: .*(permission denied|must be superuser)/);
      expect(built.text).not.toMatch(/^srw/m);
      expect([...watching].filter((uid) => uid === "0" || uid === "root")).toEqual([]);
    } finally {
      await new Promise((resolve) => open.close(resolve));
    }
  });

  test("ends with the line, the exit code and the last words of what failed", async () => {
    const files = { Dockerfile: `FROM ${base}\n\nRUN echo fine\nRUN echo this is why && \\\n    exit 7\nCMD true\n` };
    const { outcome, text } = await build(files);
    expect(outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: expect.stringMatching(/^Dockerfile line 4: RUN echo this is why .*failed \(exit 7\)$/),
    });
    expect(text).toContain("this is why");
    const missing = await build({ Dockerfile: `FROM ${base}\nCOPY nowhere.txt /\nCMD true\n` });
    expect(missing.outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: expect.stringMatching(/^Dockerfile line 2: COPY nowhere.txt \/ failed: .*no such file/),
    });
    const unknown = await build({ Dockerfile: `FROM ${on.registryHost}/bases/none:1\nCMD true\n` });
    expect(unknown.outcome).toMatchObject({
      kind: "failed",
      fault: "code",
      reason: expect.stringContaining("/bases/none:1 for everybody (HTTP 404)"),
    });
    const bare = await build({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\nCMD true\n" });
    expect(bare.outcome).toMatchObject({ kind: "failed", fault: "code", reason: expect.stringContaining("the image has no bash") });
  });

  const run = (command: string): Readonly<Record<string, string>> => ({ Dockerfile: `FROM ${base}\nRUN ${command}\nCMD true\n` });

  test("has no more processes than other builds", async () => {
    const { outcome } = await build(run("for i in $(seq 1000); do sleep 30 & done; wait"), { limits: { ...limits, pids: 60 } });
    const reason = "too many processes: the build may have 60 processes and threads";
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason });
  });

  test("takes no longer than other builds", async () => {
    const { outcome } = await build(run("sleep 500"), { limits: { ...limits, seconds: 15 } });
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason: "out of time: the build may take 15 s" });
  });

  test("is cancelled at once, and leaves no container and no directory", async () => {
    const cancel = new AbortController();
    const files = { Dockerfile: `FROM ${base}\nRUN echo begun; sleep 500\nCMD true\n` };
    const { outcome } = await build(files, { cancel: cancel.signal }, (text) => text === "begun" && cancel.abort());
    expect(outcome.kind).toBe("cancelled");
    await engine.tidied();
    expect(await connectDocker(on.dockerHost).containers([`sluice.installation=${on.installation}`, "sluice.kind=build"])).toEqual([]);
    expect((await readdir(join(on.directory, "builds"))).filter((name) => /^\d+$/.test(name))).toEqual([]);
  });

  test("does not take what the builder wrote for an image that it is not", async () => {
    const { exportBuilt } = await import("../../src/adapters/engine-docker/dockerfile/export-built.ts");
    const root = await mkdtemp(join(tmpdir(), "sluice-hostile-"));
    try {
      await mkdir(join(root, "record"));
      await promisify(execFile)("ln", ["-s", "/etc/passwd", join(root, "record", "image.tar")]);
      const path = (...parts: readonly string[]): string => join(root, ...parts);
      const request = { id: BuildId.parse(1), tool: ToolName.parse("xx"), previous: null } as BuildRequest;
      const launcher = { id: "", descriptor: { mediaType: "", digest: "", size: 0 }, bytes: Buffer.alloc(0) };
      const access = { registryHost: on.registryHost, credential: "", signal: new AbortController().signal };
      const image = {
        request,
        directory: { root, env: root, path },
        path: "Dockerfile",
        bases: [],
        launcher,
        repository: `${on.registryHost}/x`,
        access,
        say: () => undefined,
      };
      await expect(exportBuilt(image)).rejects.toThrow("the builder left no image: its file is missing");
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  test("keeps what it fetched away from its own hands", async () => {
    const [name = ""] = await readdir(join(on.directory, "bases"));
    const found = await stat(join(on.directory, "bases", name));
    expect(found.uid).toBe(0);
    const index = JSON.parse(await readFile(join(on.directory, "bases", name, "index.json"), "utf8")) as {
      manifests: { digest: string }[];
    };
    expect(Digest.parse(index.manifests[0]?.digest)).toBe(`sha256:${name}`);
  });

  test("takes no more disk than other builds, and gives it back", async () => {
    const { outcome } = await build(run("dd if=/dev/zero of=/large bs=1M; sleep 500"), { limits: { ...limits, diskMiB: 600 } });
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason: "out of disk space: the build may use 600 MiB" });
    await engine.tidied();
    expect(await readdir(join(on.directory, "caches", "by-file"))).not.toContain("dockerfile");
  });
});
