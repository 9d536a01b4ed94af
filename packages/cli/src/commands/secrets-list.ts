import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { table } from "../format/table.ts";
import { waiting } from "./env-list.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const settings = await call("settings.show", { params: { tool } });
  const { secrets, files } = settings;
  if (secrets.length + files.length === 0) out.note(`${tool} has no secrets. Set one with: sluice secrets set NAME`);
  const named = secrets.map(({ name, since, build }) => [name, `since version ${since}`, build ? "also in the build" : ""]);
  out.lines(table([...named, ...files.map(({ path, since }) => [path, `since version ${since}`, "file"])]));
  const waits = waiting(settings);
  if (waits !== null) out.note(waits);
  out.object({ version: settings.version, released: settings.released, secrets, files });
}
