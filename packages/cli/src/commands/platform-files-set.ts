import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";
import { readBytes } from "../read-secret.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const content = await readBytes(context, input.text("fromFile") ?? "-");
  const tool = input.text("tool");
  const { call } = await connect(input, context);
  const made = await call("platform.files.set", {
    body: { path: input.need(0), content: content.toString("base64"), ...(tool === undefined ? {} : { tool: toolName(tool) }) },
  });
  context.out.line(`${made.path} is given to ${made.tool ?? "every tool"}: processes have it from their next start on.`);
  context.out.object(made);
}
