import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const id = input.need(0);
  const { call } = await connect(input, context);
  await confirm(input, context, `Whatever uses token ${id} stops working. Go on?`);
  const done = await call("tokens.revoke", { params: { id } });
  context.out.line(`Revoked token ${id}.`);
  context.out.object({ id, ...done });
}
