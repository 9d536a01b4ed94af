import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  const { members } = await call("tools.show", { params: { tool } });
  if (members.length === 0) context.out.note(`${tool} has no members. Add one with: sluice members set USER maintainer -t ${tool}`);
  context.out.lines(table(members.map((member) => [member.user, member.role])));
  context.out.object(members);
}
