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
  /** `http://HOST:PORT` of the API and git, as people and forges reach it. */
  readonly base: string;
  /** A tool's host name, without port. */
  hostOf(tool: ToolName): string;
  urlOf(tool: ToolName): string;
  gitUrlOf(tool: ToolName): string;
}

/** The addresses that people are told: a proxy's where one stands in front. */
export function addressesOf(values: Pick<Values, "listen" | "router-listen" | "domain" | "public-url" | "tools-url">) {
  const base = values["public-url"] ?? `http://${values.listen.host}:${values.listen.port}`;
  const hostOf = (tool: ToolName): string => `${tool}.${values.domain}`;
  const inFront = values["tools-url"] === null ? null : new URL(values["tools-url"]);
  const port = inFront === null ? String(values["router-listen"].port) : inFront.port;
  const end = port === "" || port === "80" ? "" : `:${port}`;
  return {
    base,
    hostOf,
    urlOf: (tool: ToolName) => `${inFront?.protocol ?? "http:"}//${hostOf(tool)}${end}`,
    gitUrlOf: (tool: ToolName) => `${base}/git/${tool}.git`,
  };
}

export function surroundingsOf(values: Values, ends: AsyncDisposableStack): Surroundings {
  const log = createLogger(values["log-level"]);
  return {
    values,
    log,
    ends,
    ...addressesOf(values),
    clock: systemClock,
    random: systemRandom,
    stopping: new AbortController(),
    onProblem: (what, error) => log.error({ err: error }, what),
    pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  };
}
