import type { ListedRelease } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { cut, short, table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const page = await readPage(input, (query) => call("releases.list", { params: { tool }, query }));
  if (page.items.length === 0) out.note(`${tool} has no releases. Deploy with: git push sluice main`);
  out.lines(table(page.items.map((release) => row(release, context.now()))));
  out.object(page.items);
  sayMore(context, page, `sluice releases list -t ${tool}`, (release) => release.number);
}

function row(release: ListedRelease, now: Date): string[] {
  const build = release.build === null ? "" : `build ${release.build}`;
  return [
    `v${release.number}`,
    release.state,
    short(release.commit),
    `"${cut(release.subject, 40)}" by ${release.author}`,
    build,
    relative(release.created, now),
    imageWords(release),
  ];
}

/** Said only where it is not as usual. */
function imageWords({ kept, pin }: ListedRelease): string {
  if (pin !== null) return `pinned by ${pin.by}${pin.why === "" ? "" : ` (${pin.why})`}`;
  return kept === false ? "no image: it cannot be gone back to" : "";
}
