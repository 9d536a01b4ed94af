import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  const named = input.need(0);
  const signers = await call("signers.list", { params: { tool } });
  const [found, more] = signers.filter(({ id, fingerprint }) => fingerprint === named || (named.length >= 4 && id.startsWith(named)));
  if (found === undefined || more !== undefined) throw usage(`${tool} has no key ${named}.`, `See "sluice signers list -t ${tool}".`);
  await call("signers.remove", { params: { tool, signer: found.id } });
  const left = signers.length - 1;
  context.out.line(
    `${found.name} may not sign commits of ${tool} any more. ${left === 0 ? "Commits need no signature now." : `${left} more may.`}`,
  );
  context.out.object({ removed: found.id, left });
}
