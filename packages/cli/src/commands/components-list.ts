import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const components = await call("components.list", {});
  if (components.length === 0) out.note("No components: commit components/<name>/release.yaml to the control repository.");
  out.lines(
    table(
      components.map(({ name, release, host, processes, condition }) => {
        const copies = processes.map((one) => `${one.running} of ${one.wanted} running`).join(", ");
        return [
          name,
          release === null ? "" : `v${release}`,
          copies,
          host ?? "",
          condition === null ? "" : `${condition.state}: ${condition.reason}`,
        ];
      }),
    ),
  );
  out.object(components);
}
