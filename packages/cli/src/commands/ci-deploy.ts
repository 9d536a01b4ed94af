import { CommitHash, exitCodes, type SourceCheck, type ToolName } from "@sluice/contract";
import type { Context } from "../command.ts";
import { type Connection, connectToTool } from "../connection.ts";
import { Failure, usage } from "../failure.ts";
import { followPush } from "../follow-push.ts";
import { plainText } from "../format/plain-text.ts";
import { short } from "../format/table.ts";
import type { Input } from "../input.ts";

const defaultSeconds = 1800;
const againMs = 2000;

/** Deploys what the tool's source has; with --wait, the exit code is what became of it. */
export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const asked = input.text("commit");
  const commit = asked === undefined ? null : CommitHash.safeParse(asked.toLowerCase());
  if (commit?.success === false) throw usage(`--commit is "${asked}".`, "Give the full hash, as CI has it in a variable.");
  const seconds = input.count("timeout", 1, 86_400) ?? defaultSeconds;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const connection = await connectToTool(input, context);
  const { tool } = connection;
  const found = await look(connection, tool, deadline, seconds);
  if (found.outcome === "refused" || found.outcome === "unreachable") {
    out.note(`Nothing is deployed: ${plainText(found.reason)}`);
    out.object({ tool, ...found });
    return exitCodes.request;
  }
  if (commit?.data !== undefined && found.commit !== commit.data) {
    const at = found.commit === null ? "another commit" : short(found.commit);
    throw new Failure(
      "wrong-state",
      `The source of ${tool} is at ${at}, not at ${short(commit.data)}.`,
      "It has moved on, and the newer commit is deployed, or this one is not on the branch: sluice source show",
    );
  }
  if (found.build === null) {
    out.line(`${found.commit === null ? "It" : short(found.commit)} is released already.`);
    out.object({ tool, ...found });
    return 0;
  }
  if (input.flag("wait")) return followPush(connection, context, { tool, build: found.build, deadline, seconds });
  out.lines([`Build ${found.build} is on its way.`, `Follow it with: sluice builds log -f ${found.build} -t ${tool}`]);
  out.object({ tool, ...found });
  return 0;
}

/** What the source has, however long it takes to fetch it. */
async function look({ call }: Connection, tool: ToolName, deadline: AbortSignal, seconds: number): Promise<SourceCheck> {
  for (;;) {
    const check = await call("source.check", { params: { tool } });
    if (check.outcome !== "looking") return check;
    if (deadline.aborted)
      throw new Failure("timed-out", `The source of ${tool} was not read within ${seconds} s.`, "It goes on: sluice source show");
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}
