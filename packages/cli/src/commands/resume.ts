import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { cut, short } from "../format/table.ts";
import type { Input } from "../input.ts";
import { waitForLive } from "../wait-for-live.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const connection = await connectToTool(input, context, input.arg(0));
  const { tool } = connection;
  const { release } = await connection.call("releases.resume", { params: { tool } });
  context.out.line(`Pushes to ${tool} are deployed again.${release === null ? " None was waiting." : ""}`);
  if (release !== null) {
    return waitForLive(connection, { input, context, release, is: `${short(release.commit)} "${cut(release.subject, 50)}"` });
  }
  context.out.object(release);
  return 0;
}
