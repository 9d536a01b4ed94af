import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { usage } from "../failure.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const build = input.choice("build");
  const set = input.rest(0).map((word) => {
    const at = word.indexOf("=");
    if (at < 1)
      throw usage(`"${at === 0 ? word : word.slice(0, 64)}" is not NAME=value.`, "Give each as NAME=value; NAME= sets an empty one.");
    return { name: word.slice(0, at), value: word.slice(at + 1), secret: false, ...(build === undefined ? {} : { build }) };
  });
  await changeSettings(input, context, await connectToTool(input, context), { set });
}
