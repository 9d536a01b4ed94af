import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  await changeSettings(input, context, await connectToTool(input, context), { unset: input.rest(0) });
}
