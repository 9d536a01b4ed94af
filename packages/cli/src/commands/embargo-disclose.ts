import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { findEmbargo } from "../find-embargo.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const connection = await connect(input, context);
  const { tool, title, of } = await findEmbargo(input, connection);
  await confirm(
    input,
    context,
    `Everybody who sees ${of ?? "the tool"} will see the code, builds, logs and artifacts of ${title}. It cannot be taken back.`,
  );
  const { disclosed, ...shown } = await connection.call("embargoes.disclose", { params: { tool } });
  out.line(`Disclosed ${title} of ${of ?? "a tool that was deleted"}.`);
  out.line(`Its code:           git fetch sluice && git merge sluice/${disclosed?.branches ?? ""}/main`);
  out.line(`Its builds:         sluice builds list -t ${tool}`);
  out.line(`Deploy this image:  sluice promote ${tool} ${of ?? ""}`);
  out.object({ ...shown, disclosed });
}
