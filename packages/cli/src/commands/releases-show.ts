import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { facts, short } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { releaseNumber } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const number = releaseNumber(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const release = await call("releases.show", { params: { tool, release: number } });
  out.line(`${out.paint("bold", `${release.tool} v${release.number}`)}  ${release.state}`);
  out.lines(
    facts({
      reason: release.reason,
      commit: `${short(release.commit)} "${release.subject}" by ${release.author}`,
      build: release.build === null ? null : String(release.build),
      image: release.kept === false ? `${release.image} (pruned)` : release.image,
      pinned:
        release.pin === null
          ? null
          : `by ${release.pin.by}, ${localAndRelative(release.pin.at, context.now())}${release.pin.why === "" ? "" : `: ${release.pin.why}`}`,
      control: release.control === null ? null : short(release.control),
      created: localAndRelative(release.created, context.now()),
      live: release.live === null ? null : localAndRelative(release.live, context.now()),
    }),
  );
  out.object(release);
}
