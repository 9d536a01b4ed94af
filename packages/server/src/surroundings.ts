import { setTimeout as delay } from "node:timers/promises";
import type { ToolName } from "@sluice/contract";
import { systemClock, systemRandom } from "./adapters/clock-system/clock.ts";
import type { Values } from "./config/options.ts";
import type { Clock, Random } from "./core/ports/clock.ts";
import { createLogger, type Logger } from "./logger.ts";

/** What every part of the server is started with. */
export interface Surroundings {
  readonly values: Values;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** What ends the server, last begun first. */
  readonly ends: AsyncDisposableStack;
  /** Aborted when the server stops. */
  readonly stopping: AbortController;
  onProblem(what: string, error: unknown): void;
  /** Ends early, without an error, by the signal. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** `http://HOST:PORT` of the API. */
  readonly base: string;
  /** A tool's host name, without port. */
  hostOf(tool: ToolName): string;
  urlOf(tool: ToolName): string;
  gitUrlOf(tool: ToolName): string;
}

export function surroundingsOf(values: Values, ends: AsyncDisposableStack): Surroundings {
  const log = createLogger(values["log-level"]);
  const base = `http://${values.listen.host}:${values.listen.port}`;
  const hostOf = (tool: ToolName): string => `${tool}.${values.domain}`;
  const port = values["router-listen"].port;
  return {
    values,
    log,
    ends,
    base,
    hostOf,
    clock: systemClock,
    random: systemRandom,
    stopping: new AbortController(),
    onProblem: (what, error) => log.error({ err: error }, what),
    pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    urlOf: (tool) => `http://${hostOf(tool)}${port === 80 ? "" : `:${port}`}`,
    gitUrlOf: (tool) => `${base}/git/${tool}.git`,
  };
}
