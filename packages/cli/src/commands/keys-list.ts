import type { KeyStatus } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const keys = await call("keys.list");
  context.out.lines(keyRows(keys));
  context.out.object(keys);
}

export function keyRows(keys: readonly KeyStatus[]): string[] {
  return table(keys.map(({ id, current, values }) => [id, current ? "current" : "old", `${values} sealed values`]));
}
