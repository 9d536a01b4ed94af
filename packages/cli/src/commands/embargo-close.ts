import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { findEmbargo } from "../find-embargo.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const connection = await connect(input, context);
  const { tool, title, of } = await findEmbargo(input, connection);
  await confirm(
    input,
    context,
    `Closing ${title} of ${of ?? "a deleted tool"} stops it and removes its code, builds and logs for ever.`,
    title,
  );
  const done = await connection.call("tools.delete", { params: { tool } });
  context.out.line(`Closed ${title}: nothing of it is left${of === null ? "" : `, but what was promoted or copied to ${of}`}.`);
  context.out.object({ tool, ...done });
}
