import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { mailLines } from "../format/mail-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const onFailure = input.rest(1);
  const { call, tool } = await connectToTool(input, context);
  const settings = await call("mail.set", { params: { tool }, body: { onFailure } });
  context.out.lines(mailLines(tool, settings));
  context.out.object(settings);
}
