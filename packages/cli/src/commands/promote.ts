import type { Context } from "../command.ts";
import { connectToTool, toolName } from "../connection.ts";
import type { Input } from "../input.ts";
import { waitForLive } from "../wait-for-live.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const to = input.arg(1);
  const connection = await connectToTool(input, context, input.arg(0));
  const { tool: from } = connection;
  const body = to === undefined ? {} : { to: toolName(to) };
  const { of, ...release } = await connection.call("releases.promote", { params: { tool: from }, body });
  const is = `${from} v${of}, same image ${release.image.slice(0, 19)}…, settings of ${release.tool}`;
  return waitForLive(connection, { input, context, release, is });
}
