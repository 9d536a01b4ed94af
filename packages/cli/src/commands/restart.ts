import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { followRelease } from "../follow-release.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const process = input.arg(0);
  const connection = await connectToTool(input, context);
  const body = process === undefined ? {} : { process };
  const release = await connection.call("processes.restart", { params: { tool: connection.tool }, body });
  return followRelease(connection, input, context, release);
}
