import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { readBytes } from "../read-secret.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const content = await readBytes(context, input.text("fromFile") ?? "-");
  const on = await connectToTool(input, context);
  await changeSettings(input, context, on, { files: [{ path: input.need(0), content: content.toString("base64") }] });
}
