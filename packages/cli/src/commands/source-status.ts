import { ForgeApiUrl, StatusForge } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { forgeToken } from "../forge/forge-token.ts";
import { statusLines } from "../format/status-rights.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const forge = StatusForge.parse(input.need(0));
  const elsewhere = input.text("api");
  const api = elsewhere === undefined ? null : ForgeApiUrl.safeParse(elsewhere).data;
  if (api === undefined)
    throw usage(`"${elsewhere}" is no address of an API.`, "Give scheme and host alone, like https://git.example.org.");
  if (!input.flag("enter")) {
    out.lines(statusLines(forge));
    out.object({ forge });
    return;
  }
  const { call, tool } = await connectToTool(input, context);
  const token = await forgeToken(context, forge);
  const statuses = await call("source.status", { params: { tool }, body: { forge, api, token } });
  out.line(`${forge} is told what becomes of each commit of ${tool} that is built. The token is kept sealed.`);
  out.object(statuses);
}
