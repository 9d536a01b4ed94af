import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { server, call } = await connect(input, context);
  const me = await call("me.show", {});
  const limits = [me.admin ? "admin" : null, me.scope === "all" ? null : `scope ${me.scope}`, me.tool === null ? null : `only ${me.tool}`];
  const said = limits.filter((limit) => limit !== null).join(", ");
  context.out.line(`${me.user} on ${server}${said === "" ? "" : ` (${said})`}`);
  context.out.object({ server, ...me });
}
