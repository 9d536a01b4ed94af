import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { licenceLines } from "../format/licence-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const found = await call("licences.show", { params: { tool } });
  context.out.lines(licenceLines(found));
  context.out.object(found);
}
