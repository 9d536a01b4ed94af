import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { findEmbargo } from "../find-embargo.ts";
import { facts } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const connection = await connect(input, context);
  const { tool } = await findEmbargo(input, connection);
  const shown = await connection.call("embargoes.show", { params: { tool } });
  const { of, title, by, at, disclosed, url, git, members } = shown;
  const now = context.now();
  out.line(`${title} of ${of ?? "a tool that was deleted"}: ${disclosed === null ? "secret" : "disclosed"}`);
  out.lines(
    facts({
      opened: `by ${by}, ${localAndRelative(at, now)}`,
      disclosed: disclosed === null ? null : `by ${disclosed.by}, ${localAndRelative(disclosed.at, now)}`,
      branches: disclosed === null ? null : (disclosed.branches ?? "are not copied yet: disclose it again"),
      members: members.map(({ user, role }) => (role === "maintainer" ? user : `${user} (${role})`)).join(", "),
      tool,
      push: git,
      url,
    }),
  );
  out.object(shown);
}
