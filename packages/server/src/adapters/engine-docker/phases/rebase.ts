import { Digest, SluiceError } from "@sluice/contract";
import { randomUUID } from "node:crypto";
import { chown, link, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { imageUser } from "../images/bake-script.ts";
import { runHostPhase } from "./host-phase.ts";

const Report = z.object({ image: z.object({ digest: Digest }) });

export interface RebaseWish {
  /** `host:port/tool`. */
  readonly repository: string;
  readonly digest: Digest;
  /** `host:port/sluice/run-packages:<set>`. */
  readonly runImage: string;
  readonly registryHost: string;
  readonly credential: string;
  readonly signal: AbortSignal;
}

/** Where the lifecycle's rebaser runs confined: nothing is there but itself. */
export async function makeRebaseRoot(builds: string, lifecycle: string): Promise<string> {
  const root = join(builds, "rebase");
  await rm(root, { recursive: true, force: true });
  for (const name of ["cnb/lifecycle", "record", "tmp", "etc"]) await mkdir(join(root, name), { recursive: true });
  await Promise.all([
    ...["record", "tmp"].map((name) => chown(join(root, name), imageUser.uid, imageUser.gid)),
    link(join(lifecycle, "lifecycle"), join(root, "cnb/lifecycle/lifecycle")),
    symlink("lifecycle", join(root, "cnb/lifecycle/rebaser")),
    writeFile(join(root, "etc/passwd"), `root:x:0:0::/:/bin/sh\n${imageUser.name}:x:${imageUser.uid}:${imageUser.gid}::/tmp:/bin/sh\n`),
  ]);
  return root;
}

/** The lifecycle's own rebase, of one image in the registry: layers below change, everything above stays. */
export async function rebaseImage(root: string, wish: RebaseWish): Promise<Digest> {
  const { repository, digest, runImage, registryHost, credential, signal } = wish;
  const report = join("/record", `${randomUUID()}.toml`);
  const { uid, gid } = imageUser;
  // A tag: what has none is not counted as used, and may be collected.
  const output = `${repository}:rebased-${digest.slice("sha256:".length, "sha256:".length + 16)}`;
  const flags = ["-run-image", runImage, "-previous-image", `${repository}@${digest}`, "-report", report];
  try {
    const { exitCode, lastLines } = await runHostPhase({
      root,
      program: "rebaser",
      arguments: [...flags, "-uid", String(uid), "-gid", String(gid), "-no-color", output],
      registryHost,
      credential,
      signal,
      onLine: () => undefined,
    });
    if (exitCode !== 0)
      throw new SluiceError("unavailable", `${repository}@${digest} could not be rebased (exit code ${exitCode}): ${lastLines.join("; ")}`);
    return Report.parse(parse(await readFile(join(root, report), "utf8"))).image.digest;
  } finally {
    await rm(join(root, report), { force: true });
  }
}
