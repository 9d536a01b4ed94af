import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { usage } from "../failure.ts";
import { readEnvFile } from "../format/dot-env.ts";
import { readBytes } from "../read-secret.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const source = input.arg(0) ?? ".env";
  const found = readEnvFile((await readBytes(context, source)).toString("utf8"));
  if (found.size === 0) throw usage(`${source} has no settings in it.`, "Its lines are NAME=value.");
  const on = await connectToTool(input, context);
  const set = [...found].map(([name, value]) => ({ name, value, secret: false }));
  const { plain } = await on.call("settings.show", { params: { tool: on.tool } });
  const unset = input.flag("prune") ? plain.flatMap(({ name }) => (found.has(name) ? [] : [name])) : [];
  await changeSettings(input, context, on, { set, unset });
}
