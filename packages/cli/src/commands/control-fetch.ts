import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { showControl } from "../format/control-status.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const { call } = await connect(input, context);
  return showControl(await call("control.fetch", {}), context);
}
