import { changeSettings } from "../change-settings.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { usage } from "../failure.ts";
import { readSecret } from "../read-secret.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const name = input.need(0);
  const source = input.arg(1);
  if (name.includes("=") || (source !== undefined && source !== "-")) {
    throw usage(
      "A secret's value does not belong on a command line: other users of this machine see it, and your shell keeps it.",
      `Type "sluice secrets set ${name.split("=")[0] ?? "NAME"}" and answer the question, or give the value on the input. Change the value that you typed.`,
    );
  }
  const build = input.choice("build");
  const on = await connectToTool(input, context);
  const value = await readSecret(context, name, input.text("fromFile") ?? source);
  await changeSettings(input, context, on, { set: [{ name, value, secret: true, ...(build === undefined ? {} : { build }) }] });
}
