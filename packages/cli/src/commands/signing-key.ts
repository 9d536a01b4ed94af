import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const key = await call("signing.key", {});
  context.out.line(key.public_key.trim());
  context.out.object(key);
}
