import { TimeToLive } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import { usage } from "../failure.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const preview = previewName(input.need(0));
  const ttl = TimeToLive.safeParse(input.need(1));
  if (!ttl.success) throw usage(`"${input.need(1)}" is no time.`, "Give a time from now on like 90m, 12h or 3d.");
  const { call, tool } = await connectToTool(input, context);
  const found = await call("previews.extend", { params: { tool, preview }, body: { ttl: ttl.data } });
  context.out.line(`The preview ${preview} of ${tool} ends ${localAndRelative(found.expires, context.now())}.`);
  context.out.object(found);
}
