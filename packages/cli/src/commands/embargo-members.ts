import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { findEmbargo } from "../find-embargo.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";
import { userName } from "../user-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const [added, removed] = [input.texts("add").map(userName), input.texts("remove").map(userName)];
  const connection = await connect(input, context);
  const { call } = connection;
  const { tool } = await findEmbargo(input, connection);
  for (const user of added) await call("members.set", { params: { tool, user }, body: { role: "maintainer" } });
  for (const user of removed) await call("members.remove", { params: { tool, user } });
  const { members } = await call("embargoes.show", { params: { tool } });
  context.out.lines(table(members.map(({ user, role }) => [user, role])));
  context.out.object(members);
}
