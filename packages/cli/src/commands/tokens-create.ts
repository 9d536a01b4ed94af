import { Scope } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";
import { userName } from "../user-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const days = input.count("days", 1, 3650);
  const tool = input.text("tool");
  const user = input.text("user");
  const { call } = await connect(input, context);
  const made = await call("tokens.create", {
    body: {
      label: input.need(0),
      scope: Scope.parse(input.text("scope") ?? "all"),
      ...(tool === undefined ? {} : { tool: toolName(tool) }),
      ...(days === undefined ? {} : { days }),
      ...(user === undefined ? {} : { user: userName(user) }),
    },
  });
  // Only the value goes to the output, so that a script can keep it without cutting.
  out.note(`Token ${made.token.id} "${made.token.label}" for ${made.token.user}. This is the only time that its value is shown:`);
  out.line(made.value);
  out.object(made);
}
