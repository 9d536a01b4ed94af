import { BranchName, type ReviewPreviews, SourceEvents, SourceToken, SourceUrl } from "@sluice/contract";
import { readInput } from "../ask.ts";
import { checkSource } from "../check-source.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { deployKeyLines, hostKeyLines } from "../format/deploy-key-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const url = SourceUrl.safeParse(input.need(0));
  const branch = BranchName.safeParse(input.text("branch") ?? "main");
  for (const one of [url, branch]) {
    if (!one.success) throw usage(`It ${one.error.issues[0]?.message ?? "is wrong"}.`, "See: sluice source set --help");
  }
  const connection = await connectToTool(input, context);
  const { tool } = connection;
  const body = { url: url.data ?? "", branch: branch.data ?? "", ...previewsOf(input), ...eventsOf(input), ...(await readToken(input)) };
  const source = await connection.call("source.set", { params: { tool }, body });
  const { out } = context;
  out.line(`${tool} is built from ${source.url}, branch ${source.branch}.`);
  out.lines(hostKeyLines(source));
  // its key is let in by nobody yet: that is the next thing to do, and no failure
  if (source.publicKey !== null && source.problem !== null) {
    out.lines(deployKeyLines(source));
    out.line(`It is built when the key is let in; to look at once: sluice source check -t ${tool}`);
    out.object(source);
    return 0;
  }
  return checkSource(connection, context);
}

function previewsOf(input: Input): { previews?: ReviewPreviews } {
  if (input.flag("forkPreviews")) return { previews: "all" };
  return input.flag("previews") ? { previews: "own" } : {};
}

function eventsOf(input: Input): { events?: SourceEvents } {
  return input.text("events") === undefined ? {} : { events: SourceEvents.parse(input.text("events")) };
}

async function readToken(input: Input): Promise<{ token?: SourceToken }> {
  const user = input.text("tokenUser");
  if (!input.flag("tokenStdin")) {
    if (user === undefined) return {};
    throw usage("--token-user is the name for a token, and none is given.", "Give the token on the input, with --token-stdin.");
  }
  const token = SourceToken.safeParse({ user, value: await readInput() });
  if (token.success) return { token: token.data };
  throw usage(`The token ${token.error.issues[0]?.message ?? "is wrong"}.`, "See: sluice source set --help");
}
