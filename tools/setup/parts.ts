import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildGo } from "./go.ts";
import type { Progress } from "./progress.ts";
import { run } from "./run.ts";

const root = join(import.meta.dirname, "..", "..");

/** Debian's packages that are only unpacked: installed, their services would start on ports that are not ours. */
const unpacked = [
  { package: "caddy", binary: "usr/bin/caddy", name: "caddy", why: "routes requests to tools" },
  { package: "docker-registry", binary: "usr/bin/docker-registry", name: "docker-registry", why: "stores images" },
] as const;

/** Programs in CACHE/bin that the server needs: made once, shared by all installations on the machine. */
export async function ensureParts(progress: Progress, cache: string): Promise<void> {
  const bin = join(cache, "bin");
  mkdirSync(bin, { recursive: true });
  for (const part of unpacked) {
    if (existsSync(join(bin, part.name))) continue;
    await progress.step(part.name, `unpack Debian's package: ${part.why}`, () => unpack(cache, part));
  }
  const lifecycle = ["lifecycle", "launcher"] as const;
  if (lifecycle.every((name) => existsSync(join(bin, name)))) return;
  await progress.step("lifecycle", "build the Cloud Native Buildpacks lifecycle 0.21.0 (once, about a minute)", async () => {
    for (const name of lifecycle) {
      await buildGo(progress, cache, {
        module: join(root, "images", "lifecycle"),
        package: `github.com/buildpacks/lifecycle/cmd/${name}`,
        flags: "-s -w -X github.com/buildpacks/lifecycle/cmd.Version=0.21.0",
        output: join(bin, name),
      });
    }
  });
}

/** `promtool`, which loads the alerts as Prometheus would. Only tests need it. */
export async function ensurePromtool(progress: Progress, cache: string): Promise<void> {
  if (existsSync(join(cache, "bin", "promtool"))) return;
  const part = { package: "prometheus", binary: "usr/bin/promtool", name: "promtool" };
  await progress.step(part.name, "unpack Debian's package: tries the alerts", () => unpack(cache, part));
}

/** `sshd` and the libraries that nothing else brings, for a forge over ssh. Only tests need it; installed, it would listen. */
export async function ensureSshd(progress: Progress, cache: string): Promise<void> {
  const part = { package: "openssh-server", binary: "usr/sbin/sshd", name: "sshd" };
  if (existsSync(join(cache, "bin", part.name))) return;
  await progress.step(part.name, "unpack Debian's package: a forge over ssh", async () => {
    const libraries = join(cache, "lib");
    mkdirSync(libraries, { recursive: true });
    for (const library of ["libwrap0", "libnsl2", "libtirpc3"]) {
      await unpacking(cache, library, async (root) => {
        await run("sh", ["-c", 'find "$1" -name "lib*.so*" -exec cp -a {} "$2" ";"', "sh", root, libraries]);
      });
    }
    await unpack(cache, part);
  });
}

/** `pack`, a peer to measure against and proof that the buildpacks are standard. Only tests and benchmarks need it. */
export async function ensurePack(progress: Progress, cache: string): Promise<void> {
  const output = join(cache, "bin", "pack");
  if (existsSync(output)) return;
  await progress.step("pack", "build pack 0.40.6, the peer in tests and benchmarks (once, about a minute)", () =>
    buildGo(progress, cache, {
      module: join(root, "images", "pack"),
      package: "github.com/buildpacks/pack",
      flags: "-s -w -X github.com/buildpacks/pack.Version=0.40.6",
      output,
    }),
  );
}

/** `cosign`, which verifies what we sign, and signs what we verify. Only tests need it. */
export async function ensureCosign(progress: Progress, cache: string): Promise<void> {
  const output = join(cache, "bin", "cosign");
  if (existsSync(output)) return;
  await progress.step("cosign", "build cosign 3.1.2, which verifies signatures in tests (once, about three minutes)", () =>
    buildGo(progress, cache, {
      module: join(root, "images", "cosign"),
      package: "github.com/sigstore/cosign/v3/cmd/cosign",
      flags: "-s -w",
      output,
    }),
  );
}

async function unpack(cache: string, part: { readonly package: string; readonly binary: string; readonly name: string }): Promise<void> {
  await unpacking(cache, part.package, async (root) => renameSync(join(root, part.binary), join(cache, "bin", part.name)));
}

/** Hands over the files of a Debian package, for as long as they are wanted. */
async function unpacking(cache: string, name: string, take: (root: string) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(cache, "unpack-"));
  try {
    await run("apt-get", ["download", "-q", name], { cwd: scratch }).catch(async () => {
      await run("apt-get", ["update", "-q"]);
      await run("apt-get", ["download", "-q", name], { cwd: scratch });
    });
    const deb = readdirSync(scratch).find((file) => file.endsWith(".deb"));
    if (deb === undefined) throw new Error(`apt-get download ${name} left no file`);
    await run("dpkg", ["-x", deb, "root"], { cwd: scratch });
    await take(join(scratch, "root"));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
