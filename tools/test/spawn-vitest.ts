import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { VitestEnd, VitestRun } from "./run-kind.ts";
import type { VitestReport } from "./vitest-report.ts";

export interface Place {
  readonly root: string;
  /** Where reports are written. */
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends what runs. */
  readonly interrupted: AbortSignal;
}

const graceMs = 15_000;

/** Runs vitest as a process group of its own; it is ended when its time is over or the run is interrupted. */
export async function spawnVitest(place: Place, { kind, files, timeoutMs }: VitestRun): Promise<VitestEnd> {
  const report = join(place.data, `report-${kind}.json`);
  rmSync(report, { force: true });
  const args = ["run", "--project", kind, "--passWithNoTests", "--reporter", "default", "--reporter", "json"];
  const child = spawn(
    join(place.root, "node_modules", ".bin", "vitest"),
    [...args, `--outputFile.json=${report}`, ...files.map((file) => relative(place.root, file))],
    { cwd: place.root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...place.env }, detached: true },
  );
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const over = AbortSignal.any([place.interrupted, AbortSignal.timeout(timeoutMs)]);
  const ending = new Promise<"over">((resolve) => over.addEventListener("abort", () => resolve("over"), { once: true }));
  const first = over.aborted ? "over" : await Promise.race([exited, ending]);
  if (first === "over") {
    console.log(
      `\n${kind}: ${place.interrupted.aborted ? "interrupted" : `not done after ${Math.round(timeoutMs / 60_000)} min`}, ending it`,
    );
    await endGroup(child.pid, exited);
    return { code: null, report: null };
  }
  return { code: first, report: readReport(report) };
}

/** Tests' own servers are in the group too: asked first, so that they stop what they started. */
async function endGroup(pid: number | undefined, exited: Promise<unknown>): Promise<void> {
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  await Promise.race([exited, pause(graceMs)]);
  signalGroup(pid, "SIGKILL");
  await exited;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function readReport(path: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  } catch {
    // Vitest that dies writes none: counted as a failure by who asked.
    return null;
  }
}
