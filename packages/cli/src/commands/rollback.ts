import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { releaseNumber } from "../number-argument.ts";
import { waitForLive } from "../wait-for-live.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const [tool, number] = argumentsOf(input);
  const connection = await connectToTool(input, context, tool);
  const body = number === undefined ? {} : { release: releaseNumber(number) };
  const { of, ...release } = await connection.call("releases.rollback", { params: { tool: connection.tool }, body });
  return waitForLive(connection, { input, context, release, is: `v${of} again` });
}

/** A number alone is a release; a tool of such a name is meant with -t. */
function argumentsOf(input: Input): readonly [tool: string | undefined, release: string | undefined] {
  const [first, second] = [input.arg(0), input.arg(1)];
  return second === undefined && first !== undefined && /^v?[0-9]+$/.test(first) ? [undefined, first] : [first, second];
}
