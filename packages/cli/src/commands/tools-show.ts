import type { Context } from "../command.ts";
import { connect, connectToTool, toolName } from "../connection.ts";
import { licenceWords } from "../format/licence-words.ts";
import { facts } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const named = input.arg(0);
  const { call, tool } =
    named === undefined ? await connectToTool(input, context) : { ...(await connect(input, context)), tool: toolName(named) };
  const found = await call("tools.show", { params: { tool } });
  context.out.line(context.out.paint("bold", found.name));
  context.out.lines(
    facts({
      url: found.url,
      git: found.git,
      created: `${localAndRelative(found.created, context.now())} by ${found.createdBy}`,
      ...(found.protection === null
        ? {}
        : { protected: `by ${found.protection.by}, ${localAndRelative(found.protection.at, context.now())}` }),
      licence: licenceWords(found.licence),
      members: found.members.map((member) => `${member.user} (${member.role})`).join(", ") || "none",
    }),
  );
  context.out.object(found);
}
