import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Progress } from "./progress.ts";
import { run } from "./run.ts";

export interface GoProgram {
  readonly module: string;
  readonly package: string;
  readonly flags: string;
  readonly output: string;
}

export interface Toolchain {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The machine's Go, or Debian 13's in a directory of the cache. */
export async function goToolchain(progress: Progress, cache: string): Promise<Toolchain> {
  return (await machineGo()) ?? (await cachedGo(progress, cache));
}

/** Builds a static program. */
export async function buildGo(progress: Progress, cache: string, program: GoProgram): Promise<void> {
  const go = await goToolchain(progress, cache);
  const args = [
    "build",
    "-mod=mod",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    program.flags,
    "-o",
    `${program.output}.new`,
    program.package,
  ];
  const scratch = join(cache, "go");
  mkdirSync(scratch, { recursive: true });
  // Building changes go.sum when it is incomplete, so it happens in a copy of the module.
  const module = join(scratch, program.module.split("/").at(-1) ?? "module");
  mkdirSync(module, { recursive: true });
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(program.module, file), join(module, file));
  await run(go.command, args, { cwd: module, env: { CGO_ENABLED: "0", GOFLAGS: "", ...go.env } });
  renameSync(`${program.output}.new`, program.output);
}

/** Environment in which `go` is Go: the machine's own, or the one in the cache. */
export async function goEnvironment(progress: Progress, cache: string): Promise<Readonly<Record<string, string>>> {
  const { command, env } = await goToolchain(progress, cache);
  return { ...env, PATH: `${dirname(command)}:${process.env["PATH"] ?? ""}` };
}

/** Go 1.21 or newer brings the exact toolchain that a module asks for by itself. */
async function machineGo(): Promise<Toolchain | null> {
  try {
    const minor = Number(/go1\.(\d+)/.exec(await run("go", ["version"]))?.[1] ?? 0);
    return minor >= 21 ? { command: "go", env: {} } : null;
  } catch {
    return null;
  }
}

async function cachedGo(progress: Progress, cache: string): Promise<Toolchain> {
  const root = join(cache, "go-root");
  if (!existsSync(root)) {
    await progress.step("go", "no Go 1.21 or newer here: unpack Debian 13's into the cache", async () => {
      await run("mmdebstrap", ["--variant=extract", "--include=golang-1.24-go,golang-1.24-src", "trixie", `${root}.new`]);
      renameSync(`${root}.new`, root);
    });
  }
  const goroot = join(root, "usr", "lib", "go-1.24");
  const env = { GOROOT: goroot, GOPATH: join(cache, "go", "path"), GOCACHE: join(cache, "go", "cache") };
  return { command: join(goroot, "bin", "go"), env };
}
