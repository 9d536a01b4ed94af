import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localRepository } from "../../src/adapters/engine-docker/images/image-names.ts";
import type { PackageImages, PackageImageOptions } from "../../src/adapters/engine-docker/images/package-images.ts";
import type { BakedSet } from "../../src/core/ports/package-store.ts";
import { dockerNetworks } from "../../src/docker-network/docker-networks.ts";
import { ensureNetwork, removeNetwork } from "../../src/docker-network/network.ts";
import { debianImages } from "../fixtures/debian-images.ts";
import { freeTurns } from "../fixtures/free-turns.ts";
import { startOpenRegistry } from "./open-registry.ts";

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

const plain = (): string => localRepository("run", { source: base, repositories: "" });

/** A package that says a word, in a repository that a key of its own signs. */
async function repository(path: string): Promise<{ url: string; key: string }> {
  const root = join(path, "package");
  await mkdir(join(root, "DEBIAN"), { recursive: true });
  await mkdir(join(root, "usr/bin"), { recursive: true });
  const control =
    "Package: sluice-test-word\nVersion: 1.2\nArchitecture: all\nMaintainer: Test <test@localhost>\nDescription: says a word\n";
  await writeFile(join(root, "DEBIAN/control"), control);
  await writeFile(join(root, "usr/bin/sluice-test-word"), "#!/bin/sh\necho word\n", { mode: 0o755 });
  const pool = join(path, "repository");
  const dists = join(pool, "dists/stable");
  await mkdir(join(dists, "main/binary-amd64"), { recursive: true });
  await run("dpkg-deb", ["--root-owner-group", "--build", root, join(pool, "word.deb")]);
  const bytes = await readFile(join(pool, "word.deb"));
  const sha = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");
  const packages = `${control}Filename: word.deb\nSize: ${bytes.length}\nSHA256: ${sha(bytes)}\n`;
  await writeFile(join(dists, "main/binary-amd64/Packages"), packages);
  const release = `Suite: stable\nCodename: stable\nComponents: main\nArchitectures: amd64\nDate: ${new Date().toUTCString()}\nSHA256:\n ${sha(packages)} ${packages.length} main/binary-amd64/Packages\n`;
  await writeFile(join(dists, "Release"), release);
  const home = join(path, "gpg");
  await mkdir(home, { mode: 0o700 });
  const gpg = (...args: readonly string[]) => run("gpg", ["--homedir", home, "--batch", "--yes", "--passphrase", "", ...args]);
  await gpg("--quick-generate-key", "repository@localhost", "rsa3072", "sign", "never");
  await gpg("--clearsign", "--digest-algo", "SHA512", "-o", join(dists, "InRelease"), join(dists, "Release"));
  const key = join(path, "key.asc");
  await gpg("--armor", "-o", key, "--export", "repository@localhost");
  await run("gpgconf", ["--homedir", home, "--kill", "all"]);
  return { url: `file://${pool}`, key };
}

describe("package sets", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-packages-"));
    base = join(directory, "base.tar");
    await copyFile(join(cache, "images", "debian-13.tar"), base);
    registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
    network = await ensureNetwork(dockerNetworks(dockerHost), installation, () => undefined);
  }, 120_000);

  afterAll(async () => {
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
    const { url, key } = await repository(directory);
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
