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

async function unpack(cache: string, part: { readonly package: string; readonly binary: string; readonly name: string }): Promise<void> {
  const scratch = mkdtempSync(join(cache, "unpack-"));
  try {
    await run("apt-get", ["download", "-q", part.package], { cwd: scratch }).catch(async () => {
      await run("apt-get", ["update", "-q"]);
      await run("apt-get", ["download", "-q", part.package], { cwd: scratch });
    });
    const deb = readdirSync(scratch).find((file) => file.endsWith(".deb"));
    if (deb === undefined) throw new Error(`apt-get download ${part.package} left no file`);
    await run("dpkg", ["-x", deb, "root"], { cwd: scratch });
    renameSync(join(scratch, "root", part.binary), join(cache, "bin", part.name));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
