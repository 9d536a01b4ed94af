import type { Settings } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { table } from "../format/table.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const settings = await call("settings.show", { params: { tool } });
  if (settings.plain.length === 0) out.note(`${tool} has no settings. Set one with: sluice env set NAME=value`);
  out.lines(table(settings.plain.map(({ name, value, build }) => [name, value, build ? "also in the build" : ""])));
  if (settings.secrets.length > 0) out.note(`${settings.secrets.length} secrets: see "sluice secrets list -t ${tool}".`);
  const waits = waiting(settings);
  if (waits !== null) out.note(waits);
  out.object(settings);
}

/** A version that no process has yet. */
export function waiting({ version, released }: Settings): string | null {
  return released !== null && released < version
    ? `Version ${version} waits for the next release; what runs has version ${released}.`
    : null;
}
