import { checkSource } from "../check-source.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { hostKeyLines } from "../format/deploy-key-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const connection = await connectToTool(input, context);
  const { call, tool } = connection;
  const { hosts } = await call("source.show", { params: { tool } });
  if (!input.flag("forget")) {
    out.lines(hosts.length === 0 ? [`No host of the source of ${tool} was seen over ssh yet.`] : hostKeyLines({ hosts }));
    out.object(hosts);
    return 0;
  }
  await call("source.forget-hosts", { params: { tool } });
  out.line("Forgotten. The key that the host has now is kept:");
  const exit = await checkSource(connection, context);
  out.lines(hostKeyLines(await call("source.show", { params: { tool } })));
  return exit;
}
