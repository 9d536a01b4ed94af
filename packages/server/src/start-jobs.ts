import type { Values } from "./config/options.ts";
import { jobsApi, type JobsApi } from "./core/jobs/jobs-api.ts";
import { liveFile } from "./core/jobs/live-file.ts";
import type { RunsDependencies } from "./core/jobs/runs-dependencies.ts";
import { createScheduler } from "./core/jobs/scheduler.ts";
import { pruneRuns, tidyRuns } from "./core/jobs/tidy-runs.ts";
import { startRuns } from "./core/jobs/work.ts";
import type { Mailer } from "./core/ports/mail.ts";
import { processSettings } from "./core/settings/read-settings.ts";
import { sendMail } from "./core/mail/outbox.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const minute = 60_000;

/** Loaded only where mail is sent: its code would stay in memory. */
async function mailerOf(values: Values): Promise<Mailer | null> {
  if (values.smtp === "") return null;
  const { smtpMailer } = await import("./adapters/mail-smtp/smtp-mailer.ts");
  return smtpMailer({ url: values.smtp, from: values["mail-from"] });
}

/** Runs jobs by their schedules and whatever people ask for, and writes mail when a job fails. */
export async function startJobs(around: Surroundings, all: Data, { runtime }: Parts): Promise<JobsApi> {
  const { values, clock, random, onProblem } = around;
  const { data, store, logs, control } = all;
  const stop = new AbortController();
  const loops: Promise<void>[] = [];
  const every = (what: string, ms: number, work: () => Promise<void>): void =>
    void loops.push(repeat(around, { what, ms, work }, stop.signal));

  const holder = `${data.installation}-${random.hex(4)}`;
  // The data directory is locked, and the store belongs to it: whoever held a lease before is dead.
  await store.releaseRunLeases(holder);
  const mailer = await mailerOf(values);
  const outbox = async (): Promise<void> => {
    if (mailer !== null) await sendMail({ store, mailer, clock, installation: data.installation, onProblem });
  };
  const runs: RunsDependencies = {
    store,
    runtime,
    logs,
    clock,
    settings: async (tool, release) => processSettings(all, { tool, settings: (await store.release(tool, release))?.settings ?? 0 }),
    urlOf: around.urlOf,
    limits: { total: values.runs, perTool: values["runs-per-tool"] },
    sendsMail: mailer !== null,
    onMail: () => void outbox().catch((error: unknown) => onProblem("sending mail", error)),
  };
  const worker = startRuns(runs, holder, { leaseMs: 15_000, idleMs: 1000, onProblem });
  const scheduler = createScheduler({
    store,
    control,
    clock,
    live: (tool) => liveFile({ store, control }, tool),
    graceMs: values["run-grace"] * minute,
    onQueued: () => worker.wake(),
    onProblem,
  });

  every("scheduling jobs", 1000, () => scheduler.tick());
  every("sending mail", 10_000, outbox);
  every("tidying up after runs", minute, () => tidyRuns(runs));
  every("removing old runs", 10 * minute, async () => {
    while (await pruneRuns(runs, { days: values["runs-days"], runs: values["runs-kept"] })) stop.signal.throwIfAborted();
  });
  around.ends.defer(async () => {
    stop.abort();
    await worker.stop();
    await Promise.all(loops);
  });
  const { wake, checkCancel } = worker;
  const changed = scheduler.refresh;
  return jobsApi({ store, control, logs, clock, wake, checkCancel, changed }, mailer !== null, (ms) => around.pause(ms, stop.signal));
}

interface Loop {
  readonly what: string;
  readonly ms: number;
  readonly work: () => Promise<void>;
}

async function repeat({ pause, onProblem }: Surroundings, { what, ms, work }: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) onProblem(what, error);
    }
    await pause(ms, signal);
  }
}
