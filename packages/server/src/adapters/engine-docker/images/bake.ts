import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Base, PackageSet } from "../../../core/languages/build-plan.ts";
import { baseGenerations } from "../../../core/packages/base-generations.ts";
import type { Container, Docker } from "../docker.ts";
import { createLineCutter } from "../output-lines.ts";
import { machineAptOptions } from "./apt-options.ts";
import { type BakeReport, bakeOutput } from "./bake-report.ts";
import { bakeScript, certificatesInside } from "./bake-script.ts";
import { imageChanges } from "./image-changes.ts";
import { setLabels } from "./image-labels.ts";
import type { Side } from "./image-names.ts";
import { makeAlone, type Turn } from "./make-alone.ts";

export interface BakeLimits {
  readonly seconds: number;
  /** What the packages of one set may take once installed. */
  readonly diskMB: number;
}

export interface BakePlace {
  readonly installation: string;
  /** The network on which packages are fetched. */
  readonly network: string;
  /** A file of authorities that images trust, or null. */
  readonly certificates: string | null;
  readonly limits: BakeLimits;
  readonly stop: AbortSignal;
}

export interface Bake {
  readonly side: Side;
  readonly base: Base;
  readonly packages: PackageSet;
  /** Local name of the base's image. */
  readonly from: string;
  /** What a bake sees of an admin's repositories. */
  readonly binds: readonly string[];
}

/** What a stranger's maintainer script may take of the machine, at most. */
const bounds = { memoryMiB: 4096, pids: 4096 };

/** Names the authorities that images trust. */
export async function authoritiesOf(file: string | null): Promise<string> {
  return file === null
    ? ""
    : createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
}

/** Bakes a set as root, in a container with nothing of any tool and no credential. False when there was nothing new to make. */
export async function bake(docker: Docker, wish: Bake, turn: Turn, place: BakePlace): Promise<boolean> {
  const { side, base, packages } = wish;
  const suite = baseGenerations.find(({ name }) => name === base)?.suite ?? "";
  const authorities = await authoritiesOf(place.certificates);
  const content = await docker.contentOf(wish.from);
  const command = [side, suite, String(place.limits.diskMB), ...(await machineAptOptions()), "--", ...packages];
  const spec = {
    image: wish.from,
    user: "0:0",
    command: ["/bin/sh", "-c", bakeScript, "bake", ...command],
    env: [],
    workingDirectory: "/",
    labels: { "sluice.installation": place.installation, "sluice.kind": "bake" },
    binds: [...wish.binds, ...(place.certificates === null ? [] : [`${place.certificates}:${certificatesInside}:ro`])],
    network: place.network,
    limits: null,
    bounds,
  };
  return makeAlone(docker, spec, turn, async (container, before) => {
    const report = await runBake(container, base, place.limits.seconds);
    if (before?.[setLabels.base] === content && before[setLabels.content] === report.content) return false;
    const labels = {
      [setLabels.certificates]: authorities,
      [setLabels.base]: content,
      [setLabels.content]: report.content,
      [setLabels.versions]: JSON.stringify(report.versions),
    };
    await container.commit(turn.repository, turn.tag, imageChanges(side, base, labels));
    return true;
  });
}

async function runBake(container: Container, base: Base, seconds: number): Promise<BakeReport> {
  const output = bakeOutput();
  const cutters = [createLineCutter(output.take), createLineCutter(output.take)] as const;
  const attached = await container.attach(cutters[0].write, cutters[1].write);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    // What fails here is seen by whoever waits for the container.
    container.kill().catch(() => undefined);
  }, seconds * 1000);
  try {
    await container.start();
    attached.closeInput();
    const { exitCode } = await container.wait();
    await attached.ended;
    for (const cutter of cutters) cutter.end();
    if (isLate)
      throw new SluiceError(
        "unavailable",
        `the packages were not installed after ${seconds} s: the mirror of Debian's packages is slow, or there are too many`,
      );
    if (exitCode !== 0) throw output.failure(exitCode, base);
    return output.report();
  } finally {
    clearTimeout(late);
  }
}
