import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDocker } from "../../src/adapters/engine-docker/docker.ts";
import { ensureBase } from "../../src/adapters/engine-docker/images/base-image.ts";
import { localRepository } from "../../src/adapters/engine-docker/images/image-names.ts";
import { imageUses } from "../../src/adapters/engine-docker/images/image-uses.ts";
import { platformStock } from "../../src/adapters/engine-docker/images/platform-stock.ts";
import { makeAlone, makerName } from "../../src/adapters/engine-docker/images/make-alone.ts";
import type { PackageImages, PackageImageOptions } from "../../src/adapters/engine-docker/images/package-images.ts";
import type { BakedSet } from "../../src/core/ports/package-store.ts";
import { dockerNetworks } from "../../src/docker-network/docker-networks.ts";
import { ensureNetwork, removeNetwork } from "../../src/docker-network/network.ts";
import { debianImages } from "../fixtures/debian-images.ts";
import { freeTurns } from "../fixtures/free-turns.ts";
import { signedRepository } from "../fixtures/signed-repository.ts";
import { startOpenRegistry } from "../contracts/open-registry.ts";

const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const cache = process.env["SLUICE_TEST_CACHE"] ?? join(tmpdir(), "sluice-test-cache");
const installation = `b${process.pid.toString(16).padStart(7, "0")}`;
const run = promisify(execFile);
const docker = async (...args: readonly string[]): Promise<string> => (await run("docker", ["-H", dockerHost, ...args])).stdout.trim();
/** A bake reads the lists of the whole of Debian: seconds on an idle machine. */
const slow = { timeout: 600_000 };

let directory = "";
let base = "";
let network = "";
let registry: Awaited<ReturnType<typeof startOpenRegistry>>;
const baked: BakedSet[] = [];
const used = new Set<string>();

function images(more: Partial<PackageImageOptions> = {}): PackageImages {
  return debianImages(dockerHost, {
    installation,
    directory,
    registryHost: registry.host,
    network,
    certificates: null,
    cache,
    source: () => base,
    turns: { ...freeTurns, baked: async (set) => void baked.push(set) },
    limits: { seconds: 550, diskMB: 300 },
    ...more,
  });
}

const inside = (image: string, script: string): Promise<string> =>
  docker("run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", image, "-c", script);

const baseImage = (): Promise<string> =>
  ensureBase(connectDocker(dockerHost), "debian-13", {
    cache,
    source: () => base,
    progress: () => undefined,
    stop: new AbortController().signal,
  });

const plain = (): string => localRepository("run", { source: base, repositories: "" });

describe("package sets", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-packages-"));
    base = join(directory, "base.tar");
    await copyFile(join(cache, "images", "debian-13.tar"), base);
    registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
    network = await ensureNetwork(dockerNetworks(dockerHost), installation, () => undefined);
  }, 120_000);

  afterAll(async () => {
    const kept = await docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=sluice-kept/${installation}*/*`);
    if (kept !== "") await docker("rmi", "-f", ...kept.split("\n"));
    const left = await docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=sluice/*");
    const prefixes = [...used, plain()].map((name) => name.slice(0, name.indexOf("-")));
    const own = left.split("\n").filter((name) => prefixes.some((prefix) => name.startsWith(`${prefix}-`)));
    if (own.length > 0) await docker("rmi", "-f", ...own);
    await removeNetwork(dockerNetworks(dockerHost), installation);
    await registry?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  }, 120_000);

  test("a set is baked once, says its versions, and keeps no set-id bit and no trace of apt", slow, async () => {
    const said: string[] = [];
    const one = images();
    await Promise.all([
      one.run("debian-13", ["hello"], (text) => said.push(text)),
      one.run("debian-13", ["hello"], (text) => said.push(text)),
    ]);
    expect(said).toEqual(["packages: installing hello on debian-13, once for all tools"]);
    expect(baked.at(-1)).toMatchObject({
      side: "run",
      base: "debian-13",
      packages: ["hello"],
      versions: { hello: expect.stringMatching(/^\d/) },
    });
    const image = `${plain()}:${baked.at(-1)?.name ?? ""}`;
    expect(await inside(image, "hello")).toBe("Hello, world!");
    expect(
      await inside(
        image,
        "find / -xdev -type f -perm /6000; ls -A /etc/apt/sources.list.d; ls -A /var/lib/apt/lists; ls /usr/sbin/policy-rc.d 2> /dev/null || true",
      ),
    ).toBe("");
    const again: string[] = [];
    await images().run("debian-13", ["hello"], (text) => again.push(text));
    expect(again).toEqual([]);
  });

  test("installations that share an engine install a set once for all of them", slow, async () => {
    const said: string[] = [];
    const ask = (name: string) => images({ installation: name }).run("debian-13", ["hello", "tree"], (text) => said.push(text));
    await Promise.all([ask(installation), ask(`${installation}o`)]);
    expect(said.toSorted()).toEqual([
      "packages: another installation on this engine has begun to install hello, tree; waiting for it",
      "packages: installing hello, tree on debian-13, once for all tools",
    ]);
    const [one, other] = baked.slice(-2);
    expect(one).toEqual(other);
    expect(await docker("ps", "-aq", "--filter", `name=${makerName(`${plain()}:${one?.name ?? ""}`)}`)).toBe("");
  });

  test(
    "an image goes with the last installation that uses it, is made again for the next, and stays while a build holds it",
    slow,
    async () => {
      const connected = connectDocker(dockerHost);
      const names = [installation, `${installation}o`] as const;
      const of = (name: string) => {
        const uses = imageUses();
        const made = images({ installation: name, uses });
        return { made, stock: platformStock({ docker: connected, installation: name, uses, forget: (gone) => made.forget(gone) }) };
      };
      const [one, other] = [of(names[0]), of(names[1])];
      for (const { made } of [one, other]) await made.run("debian-13", ["hello"]);
      const set = { kind: "set" as const, name: baked.at(-1)?.name ?? "" };
      const local = `${plain()}:${set.name}`;
      const isThere = async () => (await docker("images", "-q", local)) !== "";
      const mayGo = async () => true;
      const found = (await one.stock.platformImages()).find(({ name }) => name === set.name);
      expect(found).toMatchObject({ kind: "set", isUsed: false, bytes: expect.any(Number) });
      expect((await one.stock.platformImages()).map(({ kind }) => kind)).toContain("base");

      const held = one.made.hold({ base: "debian-13", packages: { build: [], run: ["hello"] }, slim: null });
      expect(await one.stock.removePlatformImage(set, mayGo)).toBe(false);
      await held[Symbol.asyncDispose]();
      expect(await one.stock.removePlatformImage(set, async () => false)).toBe(false);
      expect(await one.stock.removePlatformImage(set, mayGo)).toBe(true);
      expect((await one.stock.platformImages()).map(({ name }) => name)).not.toContain(set.name);
      expect(await isThere()).toBe(true);
      expect(await other.stock.removePlatformImage(set, mayGo)).toBe(true);
      expect(await isThere()).toBe(false);

      const said: string[] = [];
      await one.made.run("debian-13", ["hello"], (text) => said.push(text));
      expect(said).toEqual(["packages: installing hello on debian-13, once for all tools"]);
      expect(await isThere()).toBe(true);
    },
  );

  test("a maker that died with its server keeps the others waiting only so long", slow, async () => {
    const image = { repository: plain(), tag: "never-made" };
    const name = makerName(`${image.repository}:${image.tag}`);
    await docker("create", "--name", name, "--network", "none", "--entrypoint", "/bin/true", await baseImage());
    const said: string[] = [];
    const turn = {
      ...image,
      onWait: () => void said.push("waits"),
      begin: async () => null,
      patience: { inAll: 300_000, ended: 100 },
      stop: new AbortController().signal,
    };
    const spec = {
      image: await baseImage(),
      user: "0:0",
      command: ["/bin/true"],
      env: [],
      workingDirectory: "/",
      labels: {},
      binds: [],
      network: "none",
      limits: null,
    };
    const made = await makeAlone(connectDocker(dockerHost), spec, turn, async () => {
      said.push("makes");
      return true;
    });
    expect(made).toBe(true);
    expect(said).toEqual(["waits", "makes"]);
    expect(await docker("ps", "-aq", "--filter", `name=${name}`)).toBe("");
  });

  test("a package of the backports is taken from there, and refused where the base names no repository", slow, async () => {
    await images().run("debian-13", ["curl/backports"]);
    expect(baked.at(-1)?.versions).toEqual({ curl: expect.stringMatching(/~bpo13\+/) });
    const bare = join(directory, "bare.tar");
    const name = `${installation}-bare`;
    await docker("run", "--name", name, "--network", "none", "--entrypoint", "/bin/rm", await baseImage(), "/etc/apt/sources.list");
    await docker("export", "-o", bare, name);
    await docker("rm", "-v", name);
    used.add(localRepository("run", { source: bare, repositories: "" }));
    await expect(images({ source: () => bare }).run("debian-13", ["curl/backports"])).rejects.toMatchObject({
      code: "build-failed",
      message: expect.stringMatching(/^debian-13 is made of an image that names no repository .*apt-sources\.$/),
    });
  });

  test("names that Debian does not know are refused with the nearest that it knows, and commands with their package", slow, async () => {
    const asked = images().run("debian-13", ["imagemagik", "rsvg-convert"]);
    await expect(asked).rejects.toMatchObject({
      code: "build-failed",
      message:
        'debian-13 has no package "imagemagik"; did you mean imagemagick? debian-13 has no package "rsvg-convert": the package that has rsvg-convert is librsvg2-bin.',
    });
  });

  test("a set that would take more room than a set may is refused before anything is fetched", slow, async () => {
    const asked = images({ limits: { seconds: 550, diskMB: 20 } }).run("debian-13", ["build-essential"]);
    await expect(asked).rejects.toMatchObject({
      code: "build-failed",
      message: expect.stringMatching(/they take \d+ MB, and a set of packages may take 20 MB/),
    });
  });

  test("an admin's repository is read with its own key, and a wrong key is our fault, not the tool's", slow, async () => {
    const { url, key } = await signedRepository(directory);
    const source = { url, suite: "stable", components: ["main"], key, bases: ["debian-13" as const] };
    await images({ repositories: [source] }).run("debian-13", ["sluice-test-word"]);
    const name = baked.at(-1)?.name ?? "";
    expect(baked.at(-1)?.versions).toEqual({ "sluice-test-word": "1.2" });
    const all = await docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=sluice/*");
    const image = all.split("\n").find((one) => one.endsWith(`:${name}`)) ?? "";
    used.add(image.slice(0, image.indexOf(":")));
    expect(await inside(image, "sluice-test-word; ls -A /etc/apt/sources.list.d; ls /dev/sluice-apt 2> /dev/null || true")).toBe("word");
    const wrong = join(directory, "wrong.asc");
    await writeFile(wrong, "no key");
    const asked = images({ repositories: [{ ...source, key: wrong }] }).run("debian-13", ["sluice-test-word"]);
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a refreshed base gives new images under the same names, and nothing when nothing is new", slow, async () => {
    const one = images();
    await one.run("debian-13", ["hello"]);
    const name = baked.at(-1)?.name ?? "";
    expect(await one.refreshBase("debian-13")).toBe(false);
    expect(await one.refreshSet("run", "debian-13", ["hello"])).toBe(false);
    await mkdir(join(directory, "etc"), { recursive: true });
    await writeFile(join(directory, "etc/patched"), "yes\n");
    await run("tar", ["--append", "-f", base, "-C", directory, "./etc/patched"]);
    expect((await stat(base)).size).toBeGreaterThan(0);
    expect(await one.refreshBase("debian-13")).toBe(true);
    expect(await one.refreshSet("run", "debian-13", ["hello"])).toBe(true);
    expect(await inside(`${plain()}:${name}`, "cat /etc/patched")).toBe("yes");
  });
});
