import { Role } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { userName } from "../user-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const user = userName(input.need(0));
  const role = Role.parse(input.need(1));
  const { call, tool } = await connectToTool(input, context);
  const member = await call("members.set", { params: { tool, user }, body: { role } });
  context.out.line(`${member.user} is now a ${member.role} of ${tool}.`);
  context.out.object({ tool, ...member });
}
