import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  const signers = await call("signers.list", { params: { tool } });
  if (signers.length === 0)
    context.out.line(`Commits of ${tool} need no signature. Ask for one with: sluice signers add KEY.pub -t ${tool}`);
  else
    context.out.lines(
      table(signers.map(({ id, kind, fingerprint, name, by }) => [id.slice(0, 8), kind, fingerprint, name, `added by ${by}`])),
    );
  context.out.object(signers);
}
