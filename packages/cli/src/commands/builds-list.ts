import { type Build, mainPipeline } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { buildOutcome, buildTook } from "../format/build-words.ts";
import { cut, short, table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const now = context.now();
  const { call, tool } = await connectToTool(input, context);
  const page = await readPage(input, (query) => call("builds.list", { params: { tool }, query }));
  if (page.items.length === 0) out.note(`${tool} has no builds. Deploy with: git push sluice main`);
  out.lines(table(page.items.map((build) => row(build, now))));
  out.object(page.items);
  sayMore(context, page, `sluice builds list -t ${tool}`, (build) => build.id);
}

function row(build: Build, now: Date): string[] {
  return [
    String(build.id),
    buildOutcome(build),
    short(build.commit),
    `"${cut(build.subject, 40)}" by ${build.author}${build.pipeline === mainPipeline ? "" : `, ${build.pipeline}`}`,
    buildTook(build, now) ?? "",
    relative(build.queued, now),
  ];
}
