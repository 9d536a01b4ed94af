import { Severity } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import { acceptedWords, countWords, scanLines } from "../format/vulnerability-words.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  if (input.flag("all")) return all(input, context);
  const { out } = context;
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const named = input.text("build");
  const scan = await call("vulnerabilities.show", { params: { tool }, query: named === undefined ? {} : { build: buildId(named) } });
  const least = Severity.safeParse(input.text("severity")).data ?? null;
  const found = least === null ? scan.found : scan.found.filter((one) => rank(one.severity) <= rank(least));
  out.lines(scanLines({ ...scan, found }, context.now()));
  out.object({ ...scan, found });
}

function rank(severity: Severity): number {
  return Severity.options.indexOf(severity);
}

async function all(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const page = await readPage(input, (query) => call("vulnerabilities.list", { query }));
  if (page.items.length === 0) out.note("Nothing that is live was scanned yet.");
  const rows = page.items.map((one) => [
    one.tool,
    [countWords(one.counts), ...acceptedWords(one.accepted)].join(", "),
    `scanned ${relative(one.at, context.now())}`,
    one.problem ?? "",
  ]);
  out.lines(table(rows));
  out.object(page.items);
  sayMore(context, page, "sluice vulnerabilities --all", ({ tool }) => tool);
}
