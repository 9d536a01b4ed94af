import type { Process } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import type { Health } from "./health.ts";

/** How many of its last lines a failed process is quoted with. */
export const quotedLines = 20;
/** How many an advice is looked for in: some servers say a page of their own after the line that says why. */
export const readLines = 100;

/** What the last lines advise, or, when they advise nothing, all that were read. */
export function lateAdvice(explain: (lines: readonly string[]) => readonly string[], lines: readonly string[]): readonly string[] {
  const last = explain(lines.slice(-quotedLines));
  return last.length > 0 ? last : explain(lines);
}

export function seconds(ms: number): string {
  return `${ms < 9950 ? (ms / 1000).toFixed(1).replace(/\.0$/, "") : Math.round(ms / 1000)} s`;
}

export function endText(process: string, spec: Process | undefined, instance: Instance | null, afterMs: number | null): string {
  const after = afterMs === null ? "" : ` after ${seconds(afterMs)}`;
  if (instance === null) return `${process}: was removed from outside${after}`;
  if (instance.outOfMemory) return `${process}: out of memory${after} (it may use ${spec?.memory ?? "no more"})`;
  return `${process}: ended with exit code ${instance.exitCode ?? "unknown"}${after}`;
}

/** One sentence on why it is not healthy; null when it is. */
export function failureText(health: Health, deployMs: number): string | null {
  switch (health.kind) {
    case "healthy":
    case "interrupted":
      return null;
    case "ended": {
      const { instance, spec } = health.candidate;
      return endText(instance.process, spec, health.instance, health.afterMs);
    }
    case "elsewhere":
      return `${health.candidate.instance.process}: listens on port ${health.port}, not on the one in $PORT`;
    case "late": {
      const { instance, spec } = health.candidate;
      const port = spec.port === undefined || /answered|port /.test(health.answer) ? "" : ` on port ${spec.port}`;
      return `${instance.process}: not healthy after ${seconds(deployMs)}: ${health.answer}${port}`;
    }
  }
}

/** Why nobody answers on the port although the process runs; null when that explains nothing. */
export function listeningText(listening: readonly string[], port: number): string | null {
  const loopback = /^(127\.|\[::1\])/;
  if (listening.some((one) => one.endsWith(`:${port}`) && !loopback.test(one))) return null;
  const alone = listening.find((one) => one.endsWith(`:${port}`));
  if (alone !== undefined)
    return `The process listens on ${alone} alone, which nothing outside of its container reaches. Let it listen on 0.0.0.0 (often by an option or a variable called host).`;
  const where = listening.length === 0 ? "does not listen on any port" : `listens on ${listening.join(", ")}`;
  return `The process is running but ${where}. Listen on 0.0.0.0 and the port in $PORT.`;
}
