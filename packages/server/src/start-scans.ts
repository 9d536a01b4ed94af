import { join } from "node:path";
import { commandScanner } from "./adapters/scanner-command/scanner.ts";
import type { ScanRules } from "./core/vulnerabilities/judge-scan.ts";
import { scanWork, type ScanWork } from "./core/vulnerabilities/scan-work.ts";
import type { SbomWork } from "./core/sboms/sbom-work.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

const [hour, restMs] = [3600_000, 60_000];

export interface Scans {
  readonly rules: ScanRules;
  /** Null without a scanner. */
  readonly work: ScanWork | null;
}

/** Scans live images again and again, and others when somebody asks. */
export function startScans(around: Surroundings, { data, store }: Data, sboms: Pick<SbomWork, "of">): Scans {
  const { values, clock, onProblem, pause } = around;
  const command = values.scanner;
  const rules = { policy: values.vulnerabilities, severity: values["vulnerabilities-severity"] };
  if (command.length === 0) return { rules, work: null };
  const scanner = commandScanner({
    command,
    output: values["scanner-output"],
    seconds: values["scanner-seconds"],
    memoryMiB: values["scanner-memory"],
    directory: join(data.path, "scanner"),
    env: values["scanner-env"],
  });
  const everyMs = values["scan-hours"] * hour;
  const work = scanWork(
    { scanner, sboms, store, clock },
    { everyMs, againMs: Math.min(everyMs, hour), rest: (signal) => pause(restMs, signal), onProblem },
  );
  around.ends.defer(() => work.stop());
  return { rules, work };
}
