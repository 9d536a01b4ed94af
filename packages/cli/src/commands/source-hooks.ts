import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const hooks = await call("source.hooks", { params: { tool } });
  const heard = (at: string | null): string => (at === null ? "nothing came yet" : `came ${relative(at, context.now())}`);
  out.lines(table(hooks.map((hook) => [hook.forge, hook.url, heard(hook.heard)])));
  if (hooks.length === 0) out.line(`${tool} has no webhook. Make one with: sluice source hook github -t ${tool}`);
  out.object(hooks);
}
