import { SluiceError } from "@sluice/contract";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Base } from "../../../core/languages/build-plan.ts";
import type { Docker } from "../docker.ts";
import { baseImageName } from "./image-names.ts";

const suites: Readonly<Record<Base, string>> = { "debian-13": "trixie", "debian-12": "bookworm" };
const bootstrapMinutes = 15;

export interface BaseImageOptions {
  /** Directory CACHE/images is below; shared by installations. */
  readonly cache: string;
  /** An image to pull, `debian:13-slim`; null makes it from Debian's packages. */
  readonly source: (base: Base) => string | null;
  readonly stopping: AbortSignal;
  readonly progress: (text: string) => void;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function bootstrap(base: Base, tarball: string, stopping: AbortSignal): Promise<void> {
  const partial = `${tarball.slice(0, -".tar".length)}.${randomUUID()}.partial.tar`;
  try {
    await promisify(execFile)("mmdebstrap", ["--variant=minbase", "--include=ca-certificates", suites[base], partial], {
      signal: stopping,
      timeout: bootstrapMinutes * 60_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(partial, tarball);
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").slice(-3).join("; ") : String(cause);
    throw new SluiceError("unavailable", `the base image ${base} could not be made with mmdebstrap: ${said}`, { cause });
  } finally {
    await rm(partial, { force: true });
  }
}

async function pulled(docker: Docker, base: Base, options: BaseImageOptions): Promise<boolean> {
  const source = options.source(base);
  if (source === null) return false;
  try {
    options.progress(`base image ${base}: pulling ${source}`);
    await docker.pull(source);
    await docker.tag(source, "sluice/base", base);
    return true;
  } catch (error) {
    options.progress(`base image ${base}: ${source} cannot be pulled (${error instanceof Error ? error.message : String(error)})`);
    return false;
  }
}

/** Makes the local image of a base when it is missing: pulled, or made once with mmdebstrap and kept in the cache. */
export async function ensureBase(docker: Docker, base: Base, options: BaseImageOptions): Promise<string> {
  const name = baseImageName(base);
  if ((await docker.imageLabels(name)) !== null) return name;
  const tarball = join(options.cache, "images", `${base}.tar`);
  const kept = await exists(tarball);
  if (!kept && (await pulled(docker, base, options))) return name;
  if (!kept) {
    await mkdir(join(options.cache, "images"), { recursive: true });
    options.progress(`base image ${base}: making it from Debian's packages (about a minute, once)`);
    await bootstrap(base, tarball, options.stopping);
  }
  options.progress(`base image ${base}: giving it to the engine`);
  await docker.importImage(tarball, "sluice/base", base);
  return name;
}
