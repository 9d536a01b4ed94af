import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { followRelease } from "../follow-release.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const replicas = Object.fromEntries(input.rest(0).map(wish));
  const connection = await connectToTool(input, context);
  const { release } = await connection.call("processes.scale", { params: { tool: connection.tool }, body: { replicas } });
  if (release !== null) return followRelease(connection, input, context, release);
  context.out.note("They are so already: nothing was changed.");
  context.out.object({ release });
  return 0;
}

function wish(text: string): [string, number] {
  const found = /^([a-z][a-z0-9-]{0,30})=([0-9]{1,2})$/.exec(text);
  if (found?.[1] === undefined || Number(found[2]) > 20)
    throw usage(`"${text}" is no process with a number of copies.`, "Write it like web=3; at most 20 copies.");
  return [found[1], Number(found[2])];
}
