import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ApiError } from "@sluice/contract";
import { apiOf } from "../e2e/docker/api.ts";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { type Application, readApplications } from "./measure/applications.ts";
import { openJournal } from "./measure/compat-journal.ts";
import { compatibilityPage, count, merge, readPage } from "./measure/compat-page.ts";
import { report } from "./measure/figures.ts";
import { commitOf, nameOf, tryOut } from "./measure/try-out.ts";
import type { Outcome } from "./measure/outcome.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: "string" },
    json: { type: "boolean" },
    again: { type: "string", multiple: true, default: [] },
    minutes: { type: "string", default: "25" },
    remark: { type: "string" },
  },
});
const [list] = positionals;
const minutes = Number(values.minutes);
if (list === undefined || positionals.length > 1 || !(minutes > 0)) {
  console.error(`usage: npm run compat -- LIST [--page=FILE] [--again=NAME|all|failed]… [--minutes=N] [--remark=TEXT] [--json]
  LIST: one application a line: CLONE [NAME [FOLDER]]
  What is known of the same commits is not tried again, unless --again says so. No application takes longer than --minutes (25).
  --page: written anew, with the rows that it has of applications that are not in the list.`);
  process.exit(2);
}
const place = `${basename(list)}-${createHash("sha256").update(resolve(list)).digest("hex").slice(0, 8)}`;
const before =
  values.page !== undefined && existsSync(values.page) ? readPage(readFileSync(values.page, "utf8")) : { outcomes: [], remark: "" };
const journal = openJournal(join(import.meta.dirname, "..", ".data", "compat", place));
const applications = readApplications(list);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort(new Error(`ended by ${signal}`)));

/** The last that was found of an application at its commit, by this list or as the page says. */
function lastOf(application: Application): Outcome | undefined {
  const [name, commit] = [nameOf(application), commitOf(application)];
  return journal.known(name, commit) ?? before.outcomes.find((row) => row.name === name && row.commit === commit);
}

function isKnown(application: Application): boolean {
  const known = lastOf(application);
  if (known === undefined) return false;
  return !values.again.some((wish) => wish === "all" || wish === known.name || (wish === "failed" && known.verdict !== "serves"));
}

/** Whatever happens to one, the next has a running server and a tool of its own. */
async function tryOne(on: Installation, application: Application, tool: string): Promise<void> {
  const name = nameOf(application);
  const late = AbortSignal.timeout(minutes * 60_000);
  let outcome: Outcome;
  try {
    const log = (text: string): void => journal.log(name, text);
    outcome = await tryOut(on, application, tool, log, AbortSignal.any([late, stopping.signal]));
  } catch (error) {
    if (stopping.signal.aborted) return;
    const reason = late.aborted ? `not done within ${minutes} minutes` : error instanceof Error ? error.message : String(error);
    const times = { status: null, firstSeconds: null, warmSeconds: null };
    outcome = { name, commit: commitOf(application), found: "", verdict: "fails", reason, ...times };
  }
  journal.add(outcome);
  console.log(
    `${outcome.verdict.padEnd(10)} ${name.padEnd(50)} ${outcome.firstSeconds ?? "-"} ${outcome.warmSeconds ?? "-"} ${outcome.found} ${outcome.reason}`,
  );
  await remove(on, tool);
}

/** What it runs would take the next one's memory and processor. */
async function remove(on: Installation, tool: string): Promise<void> {
  const answers = await fetch(`${on.api}/readyz`).catch(() => null);
  if (answers === null) await on.start();
  const latest = performance.now() + 180_000;
  for (;;) {
    const why = await whyNotDeleted(on, tool);
    if (why === null) return;
    // A build that is being cancelled ends in a while. What is never deleted is a fault to look at, not the end of a long run.
    if (why.code !== "wrong-state" || performance.now() > latest)
      return console.error(`${tool} was not deleted: ${why.message}\n${on.log().slice(-2000)}`);
    await setTimeout(2000);
  }
}

async function whyNotDeleted(on: Installation, tool: string): Promise<ApiError | null> {
  try {
    await apiOf(on).call("tools.delete", { params: { tool } });
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A push that was refused at once made no tool.
    return error.code === "not-found" ? null : error;
  }
}

const open = applications.filter((application) => !isKnown(application));
if (open.length > 0) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-compat-"));
  try {
    await using on = await install({ directory: join(directory, "data") });
    for (const [at, application] of open.entries()) if (!stopping.signal.aborted) await tryOne(on, application, `app-${at}`);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}
const outcomes = merge(
  before.outcomes,
  applications.flatMap((application) => lastOf(application) ?? []),
);
const remark = values.remark ?? (before.remark === "" ? `Measured on ${cpus().length} cores.` : before.remark);
if (values.page !== undefined) writeFileSync(values.page, compatibilityPage(outcomes, remark));
const { served, judged, wanting, notJudged } = count(outcomes);
report("compat", {
  judged,
  serve_unchanged: served,
  share: served / Math.max(1, judged),
  share_of_own_code: served / Math.max(1, judged - wanting),
  wanting,
  not_judged: notJudged,
});
if (stopping.signal.aborted) process.exitCode = 130;
