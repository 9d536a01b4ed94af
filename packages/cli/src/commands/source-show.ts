import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { deployKeyLines, hostKeyLines } from "../format/deploy-key-words.ts";
import { plainText } from "../format/plain-text.ts";
import { facts, short } from "../format/table.ts";
import { previewsWords } from "../format/previews-words.ts";
import { statusesWords } from "../format/statuses-words.ts";
import { local, localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const source = await call("source.show", { params: { tool } });
  const {
    url,
    branch,
    by,
    set,
    looked,
    next,
    commit,
    build,
    problem,
    tokenUser,
    statuses,
    previews,
    previewsProblem,
    events,
    eventsProblem,
  } = source;
  out.line(`${tool} is built from ${url}, branch ${branch}.`);
  out.lines(
    facts({
      set: `${localAndRelative(set, context.now())} by ${by}`,
      looked: looked === null ? "not yet" : localAndRelative(looked, context.now()),
      next: local(next),
      commit: commit === null ? null : `${short(commit)}${build === null ? "" : `, build ${build}`}`,
      token: tokenUser === null ? null : `kept, sent as ${tokenUser}`,
      problem: problem === null ? null : plainText(problem),
      statuses: statuses === null ? null : statusesWords(statuses, context.now()),
      previews: previews === "none" ? null : previewsWords(previews, previewsProblem),
      events: events === "none" ? null : eventsProblem === null ? "followed" : `not heard: ${plainText(eventsProblem)}`,
    }),
  );
  out.lines([...hostKeyLines(source), ...deployKeyLines(source)]);
  out.object(source);
}
