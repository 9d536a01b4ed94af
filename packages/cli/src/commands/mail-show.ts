import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { mailLines } from "../format/mail-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  const settings = await call("mail.show", { params: { tool } });
  context.out.lines(mailLines(tool, settings));
  context.out.object(settings);
}
