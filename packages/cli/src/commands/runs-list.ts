import type { Run } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { runOutcome, runTook } from "../format/run-words.ts";
import { cut, table } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const now = context.now();
  const job = input.text("job");
  const { call, tool } = await connectToTool(input, context);
  const page = await readPage(input, (query) =>
    call("runs.list", { params: { tool }, query: { ...query, ...(job === undefined ? {} : { job }) } }),
  );
  if (page.items.length === 0) out.note(`${job ?? tool} has not run anything.`);
  out.lines(table(page.items.map((one) => row(one, now))));
  out.object(page.items);
  sayMore(context, page, `sluice runs list -t ${tool}${job === undefined ? "" : ` --job ${job}`}`, (one) => one.id);
}

function row(run: Run, now: Date): string[] {
  const what = run.job ?? cut(run.command, 40);
  const who = run.cause === "schedule" ? "" : `by ${run.askedBy}`;
  return [String(run.id), runOutcome(run), what, runTook(run, now) ?? "", localAndRelative(run.scheduled ?? run.queued, now), who];
}
