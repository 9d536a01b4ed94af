import { sourceHost, type ToolName } from "@sluice/contract";
import type { Redaction } from "../../logs/redaction.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ForgeAnswer, ForgeStatuses } from "../../ports/forge-statuses.ts";
import type { DueStatus, StatusesRow, StatusStore } from "../../ports/status-store.ts";
import { aboutStatuses, type Vault } from "../../settings/vault.ts";
import { after } from "../pace.ts";
import { type HostLimits, watchHosts } from "../watch-hosts.ts";
import { statusOf, type StatusLinks } from "./status-of.ts";

export interface TellDependencies extends Omit<StatusLinks, "redact"> {
  readonly store: Pick<StatusStore, "statuses" | "dueStatuses" | "tryStatus" | "putOffStatus" | "noteStatus">;
  readonly vault: Pick<Vault, "open">;
  readonly forges: ForgeStatuses;
  readonly redaction: Redaction;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly fraction: () => number;
  readonly onProblem: (what: string, error: unknown) => void;
}

export interface TellLimits extends HostLimits {
  /** Told at one time, over all hosts. */
  readonly atOnce: number;
}

export interface StatusTeller {
  /** Begins what is due, as much as there is room for. */
  tick(): Promise<void>;
  /** Resolves when nothing is being told. */
  settled(): Promise<void>;
}

const readAtOnce = 200;
/** Longer than a forge is waited for: a try that was cut off is made again after it. */
const cutOffSeconds = 60;
/** Seconds until the second try, doubled by each more, and the most. */
const [firstWait, mostWait] = [5, 3600];
/** Until somebody has mended what was refused. */
const refusedWait = 600;
/** About ten hours; a new token, or a new build, begins again. */
const mostTries = 20;
const never = "9999-12-31T23:59:59.999Z";

/**
 * Tells forges what became of commits wherever that differs from what they were told: what is so is read from the builds,
 * so nothing is lost by a kill. A try is counted before it is made; the next one asks first whether it was told.
 */
export function statusTeller(deps: TellDependencies, limits: TellLimits): StatusTeller {
  const { store, clock, onProblem } = deps;
  const hosts = watchHosts(limits);
  const running = new Map<string, Promise<void>>();

  async function tick(): Promise<void> {
    if (running.size >= limits.atOnce) return;
    for (const due of await store.dueStatuses(clock.now() as DueStatus["next"], readAtOnce)) {
      if (running.size >= limits.atOnce) return;
      // one at a time for each tool: forges keep the order in which they hear
      if (running.has(due.tool)) continue;
      const row = await store.statuses(due.tool);
      if (row !== null) await begin(due, row);
    }
  }

  async function begin(due: DueStatus, row: StatusesRow): Promise<void> {
    const host = row.api === null ? sourceHost(row.url) : new URL(row.api).host;
    const held = hosts.heldUntil(host, Date.parse(clock.now()));
    // spread out, so that not all come back at the moment at which it is tried again
    if (held !== null) return store.putOffStatus(due, after(new Date(held).toISOString(), firstWait * deps.fraction()));
    if (running.has(due.tool) || running.size >= limits.atOnce || !hosts.take(host)) return;
    let away = false;
    const telling = tell(deps, due, row)
      .then((answer) => {
        away = answer?.kind === "refused" && answer.away;
      })
      .catch((error: unknown) => onProblem(`telling the forge of ${due.tool}`, error))
      .finally(() => {
        hosts.give(host, away, Date.parse(clock.now()));
        running.delete(due.tool);
      });
    running.set(due.tool, telling);
  }

  return {
    tick,
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function tell(deps: TellDependencies, due: DueStatus, row: StatusesRow): Promise<ForgeAnswer | null> {
  const { store, vault, forges, clock, fraction } = deps;
  if (!(await store.tryStatus(due, after(clock.now(), cutOffSeconds)))) return null;
  const status = statusOf(due, { ...deps, redact: await redactOf(deps, due.tool) });
  const token = await vault.open(aboutStatuses(due.tool), row.sealed);
  const answer = await forges.tell({ ...row, token }, status, due.tries > 0);
  const at = clock.now();
  if (answer.kind === "taken") {
    const { lacks } = answer;
    await store.noteStatus(due, { told: due.state, ...(lacks === undefined ? {} : { lacks }) }, at);
  } else await store.noteStatus(due, { problem: answer.why, next: nextTry(at, due.tries + 1, answer.away, fraction()) }, at);
  return answer;
}

async function redactOf({ redaction }: TellDependencies, tool: ToolName): Promise<(text: string) => string> {
  const redactor = await redaction.of(tool);
  return (text) => redactor.text(text);
}

/** When what was not taken is tried again, after so many tries. */
export function nextTry(now: string, tries: number, away: boolean, fraction: number): string {
  if (tries >= mostTries) return never;
  const wait = Math.min(mostWait, firstWait * 2 ** (tries - 1));
  return after(now, Math.max(wait, away ? 0 : refusedWait) * (0.8 + 0.4 * fraction));
}
