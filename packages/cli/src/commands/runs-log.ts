import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { exitOf, isOpen, sayEnd, showLog } from "../follow-run.ts";
import type { Input } from "../input.ts";
import { runId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const id = runId(input.need(0));
  const follow = input.flag("follow");
  const place = await connectToTool(input, context);
  await showLog(context, place, id, follow);
  const found = await sayEnd(context, place, id);
  if (isOpen(found)) context.out.note(`Go on with: sluice runs log -f ${id} -t ${place.tool}`);
  return follow ? exitOf(found) : 0;
}
