import { SluiceError } from "@sluice/contract";
import type { RunEnd, RunLease, RunRow } from "../ports/run-store.ts";
import { aftermath } from "./failure-mail.ts";
import { openRunLog, runLogName, type RunLog } from "./run-log.ts";
import { outcomeOf, platformFailure, retryPause } from "./run-outcome.ts";
import { RunCancelled, RunLost, type RunsDependencies } from "./runs-dependencies.ts";

const graceSeconds = 10;
/** After so long our parts' failing ends a run that could not be begun. */
const patienceMs = 3600_000;

/** Names an attempt's container; asked for again, it is taken up where it is. */
export function runKey(run: Pick<RunRow, "id">, attempt: number): string {
  return `run-${run.id}-${attempt}`;
}

/** One attempt of a claimed run, to its end or back into the queue. What fails on our side keeps the lease until it ends. */
export async function carryRun(deps: RunsDependencies, lease: RunLease, signal: AbortSignal): Promise<void> {
  const redact = await deps.redact?.(lease.run.tool, lease.run.release);
  const log = openRunLog(deps, lease.run.id, redact ?? ((text) => text));
  try {
    const { run, end } = await attempt(deps, lease, log, signal);
    await settle(deps, { ...lease, run }, log, end);
  } catch (error) {
    if (signal.reason instanceof RunLost || error instanceof RunLost) return leave(deps, lease.run);
    await endWhenHopeless(deps, lease, log, error);
    throw error;
  }
}

interface Attempted {
  readonly run: RunRow;
  readonly end: RunEnd;
}

async function attempt(deps: RunsDependencies, lease: RunLease, log: RunLog, signal: AbortSignal): Promise<Attempted> {
  const { run, holder } = lease;
  if (lease.takenOver && run.attempts > 0) return takeUp(deps, lease, log, signal);
  if (run.cancel !== null) return { run, end: cancelled(run.cancel) };
  if (run.attempts === 0 && run.reason !== null) log.say(run.reason);
  await deps.runtime.prepare(run.image);
  if (signal.reason instanceof RunCancelled) return { run, end: cancelled(signal.reason.message) };
  const number = await deps.store.beginAttempt(run.id, holder);
  if (number === null) throw new RunLost(run.id);
  log.say(`v${run.release}: ${run.command}${number > 1 ? ` (attempt ${number})` : ""}`);
  const begun = { ...run, attempts: number };
  return { run: begun, end: await follow(deps, begun, holder, log, signal) };
}

/** An attempt that another server had: it goes on, has ended meanwhile, has vanished, or was never begun. */
async function takeUp(deps: RunsDependencies, { run, holder }: RunLease, log: RunLog, signal: AbortSignal): Promise<Attempted> {
  const known = (await deps.runtime.runs(run.tool)).some(({ key }) => key === runKey(run, run.attempts));
  if (!known && run.begun === run.attempts) {
    return { run, end: platformFailure("It vanished while the server was away: that is the platform's fault.") };
  }
  log.say("The server was started again; this run goes on.");
  if (run.cancel !== null) {
    await deps.runtime.removeRun(runKey(run, run.attempts), graceSeconds);
    return { run, end: cancelled(run.cancel) };
  }
  return { run, end: await follow(deps, run, holder, log, signal) };
}

/** Waits for its end. Wanted to end, it gets time for its last words. */
async function follow(deps: RunsDependencies, run: RunRow, holder: string, log: RunLog, signal: AbortSignal): Promise<RunEnd> {
  const key = runKey(run, run.attempts);
  const { tool, release, image, command, memory, cpu } = run;
  const { env: given, files } = await deps.settings(tool, release);
  const web = run.cause === "promotion" ? await webOf(deps, run) : null;
  const env = { ...given, SLUICE_URL: deps.urlOf(tool), ...(web === null ? {} : { SLUICE_WEB_URL: `http://127.0.0.1:${web.port}` }) };
  const skip = await log.taken(run.attempts);
  const stop = new AbortController();
  let removed = Promise.resolve();
  const end = (): void => {
    if (!(signal.reason instanceof RunCancelled)) return stop.abort(signal.reason);
    removed = deps.runtime.removeRun(key, graceSeconds).finally(() => stop.abort());
    // The failure reaches whoever awaits it below; without this line it would also end the process.
    removed.catch(() => undefined);
  };
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const ended = await deps.runtime.run(
      {
        key,
        tool,
        release,
        image,
        env,
        files,
        name: run.job ?? "run",
        command,
        memory,
        cpu,
        timeoutSeconds: run.timeout,
        skip,
        ...(web === null ? {} : { beside: web.id }),
        onBegun: () => deps.store.attemptBegun(run.id, holder, run.attempts),
      },
      (line) => log.take(run.attempts, line),
      stop.signal,
    );
    await removed;
    return signal.reason instanceof RunCancelled ? cancelled(signal.reason.message) : outcomeOf(run, ended);
  } catch (error) {
    if (!(signal.reason instanceof RunCancelled)) throw error;
    await removed;
    return cancelled(signal.reason.message);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** The newest copy of the web process that runs of the release: what a promotion's test asks. */
async function webOf(
  { runtime }: RunsDependencies,
  { tool, release }: RunRow,
): Promise<{ readonly id: string; readonly port: string } | null> {
  const copies = (await runtime.list(tool)).filter((one) => one.process === "web" && one.release === Number(release));
  const [id, port] = copies.flatMap((one) => (one.state === "running" && one.address !== null ? [one.id, one.address.split(":")[1]] : []));
  return id === undefined || port === undefined ? null : { id, port };
}

function cancelled(reason: string): RunEnd {
  return { state: "cancelled", fault: null, reason, exitCode: null };
}

/** Writes down what the attempt came to; then, and only then, its container goes. */
async function settle(deps: RunsDependencies, { run, holder }: RunLease, log: RunLog, end: RunEnd): Promise<void> {
  const pause = retryPause(run, end);
  if (pause !== null) {
    const failures = run.failures + (end.fault === "code" ? 1 : 0);
    log.say(`${end.reason ?? ""} It is tried again in ${pause / 1000} s.`);
    await log.flushed();
    const notBefore = new Date(Date.parse(deps.clock.now()) + pause).toISOString();
    const kept = await deps.store.retryRun(run.id, holder, { notBefore, failures, reason: end.reason ?? "", exitCode: end.exitCode });
    if (!kept) throw new RunLost(run.id);
    await deps.runtime.removeRun(runKey(run, run.attempts), 0);
    return;
  }
  if (end.reason !== null) log.say(end.reason);
  await log.flushed();
  await finish(deps, { run, holder }, end, log.tail());
  await deps.logs.complete(runLogName(run.id));
  if (run.attempts > 0) await deps.runtime.removeRun(runKey(run, run.attempts), 0);
}

async function finish(
  deps: RunsDependencies,
  { run, holder }: Omit<RunLease, "takenOver">,
  end: RunEnd,
  tail: readonly string[],
): Promise<void> {
  const to = deps.sendsMail ? await deps.store.mailAddresses(run.tool) : [];
  const at = deps.clock.now();
  let wrote = false;
  const kept = await deps.store.finishRun(run.id, holder, end, at, (state) => {
    const after = aftermath(state, { run, end, at, to, tail });
    wrote = after.mail !== null;
    return after;
  });
  if (!kept) throw new RunLost(run.id);
  if (wrote) deps.onMail();
}

/** Another server has it now, or its tool was deleted: then nothing of it may stay. */
async function leave(deps: RunsDependencies, run: RunRow): Promise<void> {
  if ((await deps.store.run(run.id)) !== null) return;
  for (const { key } of await deps.runtime.runs(run.tool)) if (isOf(key, run)) await deps.runtime.removeRun(key, 0);
  await deps.logs.remove(runLogName(run.id));
}

export function isOf(key: string, run: Pick<RunRow, "id">): boolean {
  return key.startsWith(`run-${run.id}-`);
}

/** It is begun again when the lease has ended, for an hour: an outage of ours costs no run. */
async function endWhenHopeless(deps: RunsDependencies, { run, holder }: RunLease, log: RunLog, error: unknown): Promise<void> {
  const waited = Date.parse(deps.clock.now()) - Date.parse(run.notBefore);
  if (waited < patienceMs + run.timeout * 1000) return;
  const why = error instanceof SluiceError ? error.message : "an unexpected error";
  const end = platformFailure(`The platform could not run it: ${why}.`);
  log.say(end.reason ?? "");
  await log.flushed();
  await finish(deps, { run, holder }, end, log.tail());
  await deps.logs.complete(runLogName(run.id));
}
