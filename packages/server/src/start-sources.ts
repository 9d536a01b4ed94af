import type { Moment } from "@sluice/contract";
import { forgeStatuses } from "./adapters/forge-http/forge-statuses.ts";
import { gitRemoteSources } from "./adapters/sources-git/remote/remote-sources.ts";
import { shortOfRoom } from "./checks/disk-check.ts";
import type { SourceDependencies } from "./core/sources/check-source.ts";
import { after, nextLook } from "./core/sources/pace.ts";
import type { PushDeps } from "./core/sources/push-deps.ts";
import { checkOnce, type SourceActions, sourceActions } from "./core/sources/source-actions.ts";
import { type SourceWatch, watchSources } from "./core/sources/watch-sources.ts";
import { type HookActions, hookActions } from "./core/sources/hooks/hook-actions.ts";
import { toldCommits } from "./core/sources/hooks/told-commits.ts";
import { perMinute } from "./core/sources/hooks/per-minute.ts";
import type { StatusActions } from "./core/sources/statuses/status-actions.ts";
import { hourly } from "./hourly.ts";
import { startStatuses } from "./start-statuses.ts";
import { startStreams } from "./start-streams.ts";
import { slots } from "./http/git/slots.ts";
import type { HookRoutesOptions } from "./http/hooks/hook-routes.ts";
import type { Data } from "./open-data.ts";
import { remoteOptions } from "./remote-options.ts";
import type { Surroundings } from "./surroundings.ts";

/** Less than clients wait for an answer. */
const patienceMs = 40_000;
const tickMs = 1000;
const hooksPerMinute = 120;
const hooksAtOnce = 32;
/** Forges send again within days, if at all. */
const deliveryDays = 7;
/** Seconds that a host which does not answer is left alone, doubled each time. */
const backOff = { backOff: 15, backOffMost: 600 };

export interface SourcesPart {
  readonly source: SourceActions;
  readonly hooks: HookActions;
  readonly statuses: StatusActions;
  readonly webhooks: HookRoutesOptions;
}

/** Repositories elsewhere: what people do with them, the watch over all, and webhooks that wake it. */
export function startSources(around: Surroundings, all: Data, push: PushDeps): SourcesPart {
  const { data, store, vault } = all;
  const { values, stopping, pause, onProblem, random, clock, ends } = around;
  const pace = { least: values["source-interval"], most: values["source-interval-most"] };
  const fraction = (): number => Number.parseInt(random.hex(4), 16) / 2 ** 32;
  const remote = remoteOptions(around, data.path);
  const forges = forgeStatuses({ ...remote, seconds: 15 });
  const remotes = gitRemoteSources({ ...remote, lookSeconds: 30 });
  const told = toldCommits();
  const deps: SourceDependencies = {
    store,
    told,
    remotes,
    forges,
    vault,
    random,
    push,
    held: () => shortOfRoom(data.path, values["disk-floor"]),
    nextLook: (source, failures, found) => nextLook(pace, clock.now(), source, failures, found, fraction()),
  };
  const check = checkOnce(deps);
  const looks = values["source-looks"];
  const forget = hourly(clock, () => store.forgetDeliveries(after(clock.now(), -deliveryDays * 86_400) as Moment));
  const limits = { ...pace, ...backOff, looks, perHost: Math.ceil(looks / 2) };
  const watch = watchSources({ store, check, clock, fraction, onProblem, stopping: stopping.signal }, limits);
  const watching = goOn(watch, around, forget);
  ends.defer(async () => {
    stopping.abort();
    await watching;
    await watch.settled();
  });
  const wake = (): void => void watch.tick().catch((error: unknown) => onProblem("watching sources", error));
  const streams = startStreams(around, all, remote, wake);
  const eventsProblem = streams.problem;
  return {
    source: sourceActions(deps, check, { patienceMs, pause: (ms) => pause(ms, stopping.signal), onProblem, eventsProblem }),
    statuses: startStatuses(around, all, forges),
    hooks: hookActions({ store, vault, clock, random, base: around.base }),
    webhooks: {
      hooks: { store, vault, clock, told, wake },
      count: perMinute(clock, hooksPerMinute),
      slots: slots(hooksAtOnce, "webhooks"),
    },
  };
}

async function goOn(watch: SourceWatch, { stopping, pause, onProblem }: Surroundings, forget: () => Promise<void>): Promise<void> {
  while (!stopping.signal.aborted) {
    await watch.tick().catch((error: unknown) => onProblem("watching sources", error));
    await forget().catch((error: unknown) => onProblem("forgetting webhooks", error));
    await pause(tickMs, stopping.signal);
  }
}
