import type { BuildLine } from "../../../core/ports/engine.ts";
import type { DockerfilePlan } from "../../../core/dockerfiles/plan-dockerfile.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { ContainerOutput } from "../container/run-container.ts";
import { hintsAtFullDisk } from "../disk-shortage.ts";
import { hintsAtPids } from "../exit-codes.ts";
import { builderMarks } from "./builder-script.ts";

export interface BuilderLog extends ContainerOutput {
  /** Why the Dockerfile could not be built, with the line; null when it says nothing of that. */
  failure(): string | null;
  hasBegun(): boolean;
  lacksBash(): boolean;
  sawPidsHint(): boolean;
  sawFullDiskHint(): boolean;
}

const step = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)$/;
const failing = 'Error: building at STEP "';
/** At the end of what is said of a failure, which has as many lines as the instruction. */
const exit = /": (?:.*: )?exit status (\d+)$/;
/** What the builder says of itself, and nobody needs. */
const noise = /^(?:\[\d+\/\d+\] )?COMMIT$|^--> [0-9a-f]{12}$|^[0-9a-f]{64}$|^subprocess exited with status \d+$/;
const shown = new Set(["RUN", "COPY", "ADD"]);
const shownLength = 70;
const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** Turns what the builder prints into lines of the build log, and finds the line of the Dockerfile that failed. */
export function createBuilderLog(dockerfile: DockerfilePlan, say: (line: BuildLine) => void, clock: Clock): BuilderLog {
  let present: { readonly text: string; readonly since: number; isCached: boolean } | null = null;
  let failure: string | null = null;
  /** What was being done when it ended. */
  let failed: string | null = null;
  let begun = false;
  let bash = true;
  let pids = false;
  let fullDisk = false;
  const short = (text: string): string => (text.length > shownLength ? `${text.slice(0, shownLength)} …` : text);
  /** The line of what is being done; a here-document follows its instruction. */
  const lineOf = (text: string): number | null => {
    const said = dockerfile.instructions.map((one) => ({ line: one.line, text: flat(`${one.keyword} ${one.text}`) }));
    const found = said.filter((one) => one.text === text || (one.text.includes("<<") && text.startsWith(one.text)));
    return found.length === 1 ? (found[0]?.line ?? null) : null;
  };
  const fail = (text: string, why: string): void => {
    const at = lineOf(text);
    failure = `${at === null ? dockerfile.path : `${dockerfile.path} line ${at}`}: ${short(text)} failed${why}`;
  };
  const close = (): void => {
    if (present !== null && shown.has(present.text.split(" ", 1)[0] ?? "")) {
      const took = present.isCached ? "unchanged" : `${((clock.monotonic() - present.since) / 1000).toFixed(1)} s`;
      say({ kind: "notice", step: "build", text: `${short(present.text)}: ${took}` });
    }
    present = null;
  };
  const take = (line: string, kind: "output" | "error-output"): void => {
    pids ||= hintsAtPids(line);
    fullDisk ||= hintsAtFullDisk(line);
    if (line === builderMarks.build) begun = true;
    else if (line === builderMarks.export) close();
    else if (line === builderMarks.noBash) bash = false;
    else if (line === builderMarks.pids) pids = true;
    else {
      const [, text] = step.exec(line) ?? [];
      if (text !== undefined) {
        close();
        present = { text: flat(text), since: clock.monotonic(), isCached: false };
      } else if (line.startsWith("--> Using cache")) {
        if (present !== null) present.isCached = true;
      } else if (line.startsWith(failing) || failed !== null) {
        failed ??= present?.text ?? "";
        const code = exit.exec(line)?.[1];
        const why = /^[^"]*": (.*)$/.exec(line.slice(failing.length))?.[1];
        if (code !== undefined) fail(failed, ` (exit ${code})`);
        else if (failure === null) fail(failed, why === undefined ? "" : `: ${why}`);
        present = null;
      } else if (begun && line.startsWith("Error: ")) {
        failure ??= `${dockerfile.path}: ${line.slice("Error: ".length, 500)}`;
        say({ kind, step: "build", text: line });
      } else if (!noise.test(line)) say({ kind, step: "build", text: line });
    }
  };
  return {
    onOutput: (line) => take(line, "output"),
    onError: (line) => take(line, "error-output"),
    failure: () => failure,
    hasBegun: () => begun,
    lacksBash: () => !bash,
    sawPidsHint: () => pids,
    sawFullDiskHint: () => fullDisk,
  };
}
