import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const names = input.rest(0);
  await changeSettings(input, context, await connectToTool(input, context), input.flag("file") ? { unsetFiles: names } : { unset: names });
}
