import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import type { Input } from "../input.ts";
import { waitForLive } from "../wait-for-live.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const preview = previewName(input.need(0));
  const connection = await connectToTool(input, context);
  const { tool } = connection;
  const release = await connection.call("previews.promote", { params: { tool, preview } });
  const is = `preview ${preview}, same image ${release.image.slice(0, 19)}…, settings of ${tool}`;
  return waitForLive(connection, { input, context, release, is });
}
