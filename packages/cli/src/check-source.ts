import { exitCodes, type ToolName } from "@sluice/contract";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { short } from "./format/table.ts";
import { plainText } from "./format/plain-text.ts";

/** Asks for a look at the tool's source and says what came of it; the exit code. */
export async function checkSource({ call, tool }: Connection & { readonly tool: ToolName }, { out }: Context): Promise<number> {
  const { outcome, commit, build, reason } = await call("source.check", { params: { tool } });
  out.object({ tool, outcome, commit, build, reason });
  const what = commit === null ? "" : short(commit);
  switch (outcome) {
    case "queued":
      out.lines([`Build ${build ?? ""} of commit ${what} is queued.`, `Follow it with: sluice builds log -f ${build ?? ""} -t ${tool}`]);
      return 0;
    case "current":
      out.line(`Nothing new: ${what} was built already.`);
      return 0;
    case "looking":
      out.line(`It takes long and goes on. See what came of it with: sluice source show -t ${tool}`);
      return 0;
    case "refused":
    case "unreachable":
      out.note(outcome === "refused" ? `Commit ${what} is not built: ${plainText(reason)}` : `It cannot be read: ${plainText(reason)}`);
      return exitCodes.request;
  }
}
