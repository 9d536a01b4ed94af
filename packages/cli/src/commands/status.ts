import type { OutputOf } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { processRow } from "../format/process-row.ts";
import { lastWords, nextWords, scheduleWords } from "../format/run-words.ts";
import { cut, short, table } from "../format/table.ts";
import { relative, span } from "../format/times.ts";
import type { Input } from "../input.ts";
import type { Output } from "../output.ts";

type Status = OutputOf<"tools.status">;

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const status = await call("tools.status", { params: { tool } });
  out.line(headline(status, out, context.now()));
  out.lines(table(status.processes.map(processRow), "  "));
  for (const process of status.processes) {
    if (process.healthy < process.wanted) out.lines(lastLines(process));
  }
  const { source } = status;
  if (source !== null)
    out.line(`  source  ${source.branch} is ${source.ahead} commit${source.ahead === 1 ? "" : "s"} ahead: "${cut(source.subject, 50)}"`);
  const now = context.now();
  const jobs = status.jobs.map((job) => [job.name, scheduleWords(job), lastWords(job, now), nextWords(job, now)]);
  out.lines(table(jobs, "  "));
  for (const build of status.builds) out.line(`  build ${build} is under way: sluice builds log -f ${build} -t ${tool}`);
  out.lines(pauseLines(status, context.now()));
  out.lines(promotionLines(status));
  if (status.licence !== null && status.licence.why !== "")
    out.line(`  licence  ${cut(status.licence.why, 200)}: sluice licences show -t ${tool}`);
  const { condition } = status;
  if (condition !== null && condition.state !== "done") {
    out.line(`  ${out.paint(condition.state === "waiting" ? "yellow" : "red", condition.state)}  ${cut(condition.reason, 400)}`);
  }
  out.object(status);
}

function headline({ tool, url, release }: Status, out: Output, now: Date): string {
  const name = out.paint("bold", tool);
  if (release === null) return `${name}   nothing deployed yet. Deploy with: git push sluice main`;
  const state =
    release.state === "live" && release.live !== null
      ? `live for ${span(now.getTime() - Date.parse(release.live))}`
      : `${release.state} ${relative(release.created, now)}`;
  const colour = release.state === "live" ? "green" : release.state === "failed" ? "red" : "yellow";
  return `${name}   v${release.number}  ${short(release.commit)} "${cut(release.subject, 50)}"   ${out.paint(colour, state)}   ${url}`;
}

function pauseLines({ tool, paused }: Status, now: Date): string[] {
  if (paused === null) return [];
  const why = paused.why === "" ? "" : `: ${cut(paused.why, 200)}`;
  const held = paused.held === null ? "" : `; build ${paused.held} waits`;
  return [`  deploy paused by ${paused.by} ${relative(paused.at, now)}${why}${held}. Go on with: sluice resume -t ${tool}`];
}

function promotionLines({ promotion, release }: Status): string[] {
  if (promotion === null || promotion.release !== release?.number || promotion.state === "done") return [];
  const why = promotion.reason === "" ? "" : `: ${cut(promotion.reason, 200)}`;
  return [`  promotion to ${promotion.to} ${promotion.state === "waiting" ? "waits" : "was given up"}${why}`];
}

function lastLines(process: Status["processes"][number]): string[] {
  if (process.lastLines.length === 0) return [];
  return [`  last lines of ${process.name}:`, ...process.lastLines.slice(-5).map((line) => `    ${cut(line, 200)}`)];
}
