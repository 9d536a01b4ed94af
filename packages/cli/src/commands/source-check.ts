import { checkSource } from "../check-source.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  return checkSource(await connectToTool(input, context), context);
}
