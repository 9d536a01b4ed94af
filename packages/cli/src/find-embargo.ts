import { type Embargo, isEmbargo, ToolName } from "@sluice/contract";
import type { Connection } from "./connection.ts";
import { toolName } from "./connection.ts";
import { Failure, usage } from "./failure.ts";
import type { Input } from "./input.ts";

/** The embargo that the first two arguments name: its tool and what it is called, or its own name alone. */
export async function findEmbargo(input: Input, { call }: Connection): Promise<Embargo> {
  const of = toolName(input.need(0));
  const name = input.arg(1);
  if (isEmbargo(of) && name === undefined) return call("embargoes.show", { params: { tool: of } });
  if (name === undefined) throw usage("Which embargo?", `Name it: sluice embargo list ${of} shows those that you may see.`);
  const found = (await call("embargoes.list", { query: { of } })).filter(
    ({ title, tool }) => title === name || tool === ToolName.safeParse(name).data,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined)
    throw new Failure(
      "not-found",
      `There is no embargo ${name} of ${of} that you may see.`,
      "sluice embargo list shows those that you may.",
    );
  throw new Failure(
    "wrong-state",
    `You see ${found.length} embargoes of ${of} that are called ${name}.`,
    `Give its own name instead: ${found.map(({ tool }) => tool).join(" or ")}.`,
  );
}
