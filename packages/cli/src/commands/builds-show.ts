import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { buildOutcome, buildTook } from "../format/build-words.ts";
import { licenceWords } from "../format/licence-words.ts";
import { facts, short, table } from "../format/table.ts";
import { localAndRelative, span } from "../format/times.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const id = buildId(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const build = await call("builds.show", { params: { tool, build: id } });
  out.line(`${out.paint("bold", `${build.tool} build ${build.id}`)}  ${buildOutcome(build)}`);
  out.lines(
    facts({
      reason: build.reason,
      commit: `${short(build.commit)} "${build.subject}" by ${build.author}`,
      pipeline: build.source === build.tool ? build.pipeline : `${build.pipeline} of ${build.source}`,
      cause: build.cause,
      queued: localAndRelative(build.queued, context.now()),
      took: buildTook(build, context.now()),
      licence: licenceWords(build.licence),
      image: build.image,
    }),
  );
  out.lines(
    table(
      build.steps.map(({ step, ms }) => [step, span(ms)]),
      "    ",
    ),
  );
  const tested = build.steps.some(({ step }) => step === "test");
  const artifacts = tested ? await call("artifacts.list", { params: { tool, build: id } }) : [];
  if (artifacts.length > 0) out.line(`Artifacts: ${artifacts.length}, see: sluice builds artifacts ${build.id} -t ${tool}`);
  out.line(`Log: sluice builds log ${build.id} -t ${build.tool}`);
  out.object(tested ? { ...build, artifacts } : build);
}
