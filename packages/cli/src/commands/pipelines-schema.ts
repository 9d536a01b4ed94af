import { manifestJsonSchema } from "@sluice/contract";
import type { Context } from "../command.ts";
import type { Input } from "../input.ts";

export async function run(_input: Input, { out }: Context): Promise<void> {
  const schema = manifestJsonSchema();
  out.line(JSON.stringify(schema, null, 2));
  out.object(schema);
}
