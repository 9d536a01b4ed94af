import { spawn } from "node:child_process";
import { createLineCutter } from "../output-lines.ts";
import { inside, platformApi } from "./names.ts";

export interface HostPhase {
  readonly root: string;
  readonly program: "analyzer" | "exporter" | "rebaser";
  readonly arguments: readonly string[];
  readonly registryHost: string;
  /** `Bearer …` or `Basic …`; empty: the registry is open. */
  readonly credential: string;
  readonly signal: AbortSignal;
  readonly onLine: (text: string) => void;
}

/**
 * Runs a phase that executes none of the tool's code, outside any container but confined to the build's directory.
 * The lifecycle drops to the build's uid by itself; its environment, with the credential, stays readable by root only.
 */
export async function runHostPhase(phase: HostPhase): Promise<{ exitCode: number; lastLines: readonly string[] }> {
  phase.signal.throwIfAborted();
  const lastLines: string[] = [];
  const cutter = createLineCutter((line) => {
    phase.onLine(line);
    lastLines.push(line);
    if (lastLines.length > 5) lastLines.shift();
  });
  return new Promise((resolve, reject) => {
    const child = spawn("chroot", [phase.root, `${inside.lifecycle}/${phase.program}`, ...phase.arguments], {
      stdio: ["ignore", "pipe", "pipe"],
      signal: phase.signal,
      killSignal: "SIGKILL",
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        HOME: "/tmp",
        CNB_PLATFORM_API: platformApi,
        ...(phase.credential !== "" && {
          CNB_REGISTRY_AUTH: JSON.stringify({ [phase.registryHost]: phase.credential }),
        }),
      },
    });
    child.stdout.on("data", cutter.write);
    child.stderr.on("data", cutter.write);
    // Not once: a child that could not be started and is then told to end says both.
    child.on("error", reject);
    child.once("close", (code) => {
      cutter.end();
      resolve({ exitCode: code ?? 1, lastLines });
    });
  });
}
