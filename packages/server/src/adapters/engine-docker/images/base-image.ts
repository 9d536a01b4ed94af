import { SluiceError } from "@sluice/contract";
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Base } from "../../../core/languages/build-plan.ts";
import { baseGenerations } from "../../../core/packages/base-generations.ts";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import type { Docker } from "../docker.ts";
import { baseImageName } from "./image-names.ts";

const bootstrapMinutes = 15;

export interface BaseImageOptions {
  /** Directory CACHE/images is below; shared by installations. */
  readonly cache: string;
  /** An image to pull, `debian:13-slim`, or the path of a root file system's tar; null makes it from Debian's packages. */
  readonly source: (base: Base) => string | null;
  readonly progress: (text: string) => void;
  /** Ends what is being made. */
  readonly stop: AbortSignal;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Every file has one date, so that two of the same packages are the same bytes. */
const oneDate = "SOURCE_DATE_EPOCH=1577836800";

async function bootstrap(base: Base, partial: string, stop: AbortSignal): Promise<void> {
  const suite = baseGenerations.find(({ name }) => name === base)?.suite ?? base;
  await mkdir(dirname(partial), { recursive: true });
  try {
    await promisify(execFile)("env", [oneDate, "mmdebstrap", "--variant=minbase", "--include=ca-certificates", suite, partial], {
      timeout: bootstrapMinutes * 60_000,
      maxBuffer: 64 * 1024 * 1024,
      signal: stop,
    });
  } catch (cause) {
    await rm(partial, { force: true });
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").slice(-3).join("; ") : String(cause);
    throw new SluiceError("unavailable", `the base image ${base} could not be made with mmdebstrap: ${said}`, { cause });
  }
}

async function pull(docker: Docker, base: Base, source: string, options: BaseImageOptions): Promise<void> {
  options.progress(`base image ${base}: pulling ${source}`);
  await unlessAborted(options.stop, docker.pull(source));
  await docker.tag(source, ...repositoryOf(base, source));
}

function repositoryOf(base: Base, source: string | null): [repository: string, tag: string] {
  const name = baseImageName(base, source);
  return [name.slice(0, name.lastIndexOf(":")), base];
}

/** Makes the local image of a base when it is missing: pulled, from a file, or made once with mmdebstrap and kept in the cache. */
export async function ensureBase(docker: Docker, base: Base, options: BaseImageOptions): Promise<string> {
  const source = options.source(base);
  const name = baseImageName(base, source);
  if ((await docker.imageLabels(name)) === null) await makeBase(docker, base, options);
  return name;
}

async function makeBase(docker: Docker, base: Base, options: BaseImageOptions): Promise<void> {
  const source = options.source(base);
  if (source?.startsWith("/") === true) return give(docker, source, base, options);
  if (source !== null) return pull(docker, base, source, options);
  const tarball = join(options.cache, "images", `${base}.tar`);
  if (!(await exists(tarball))) {
    options.progress(`base image ${base}: making it from Debian's packages (about a minute, once)`);
    const partial = partialOf(tarball);
    await bootstrap(base, partial, options.stop);
    await rename(partial, tarball);
  }
  options.progress(`base image ${base}: giving it to the engine`);
  await give(docker, tarball, base, options);
}

/** What is on its way to the engine is not waited for when the server stops. */
function give(docker: Docker, tarball: string, base: Base, { source, stop }: BaseImageOptions): Promise<void> {
  return unlessAborted(stop, docker.importImage(tarball, ...repositoryOf(base, source(base))));
}

const partialOf = (tarball: string): string => `${tarball.slice(0, -".tar".length)}.${randomUUID()}.partial.tar`;

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Makes the base again from what its source has now. False when that is what the engine has already. */
export async function refreshBase(docker: Docker, base: Base, options: BaseImageOptions): Promise<boolean> {
  const source = options.source(base);
  const name = await ensureBase(docker, base, options);
  const before = await docker.contentOf(name);
  if (source?.startsWith("/") === true) await give(docker, source, base, options);
  else if (source !== null) await pull(docker, base, source, options);
  else {
    const tarball = join(options.cache, "images", `${base}.tar`);
    const partial = partialOf(tarball);
    options.progress(`base image ${base}: making it from Debian's packages again`);
    await bootstrap(base, partial, options.stop);
    const isSame = (await exists(tarball)) && (await hashOf(tarball)) === (await hashOf(partial));
    await rename(partial, tarball);
    if (!isSame) await give(docker, tarball, base, options);
  }
  return (await docker.contentOf(name)) !== before;
}
