import type { OutputOf } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import { Failure } from "../failure.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

type Said = OutputOf<"provenance.show">["statements"][number];
const provenanceType = "https://slsa.dev/provenance/v1";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const named = input.text("build");
  const answer = await call("provenance.show", { params: { tool }, query: named === undefined ? {} : { build: buildId(named) } });
  const { image, statements } = answer;
  const provenance = statements.findLast(({ statement }) => statement.predicateType === provenanceType);
  if (input.flag("bundle") || input.flag("statement")) {
    if (provenance === undefined)
      throw new Failure(
        "not-found",
        `Nothing was signed of ${image}: it was built before images were signed, or by hand.`,
        "Push its commit again.",
      );
    out.line(input.flag("bundle") ? provenance.bundle : JSON.stringify(provenance.statement, null, 2));
  } else out.lines([`image       ${image}`, ...(statements.length === 0 ? ["signatures  none"] : table(statements.map(row), "  "))]);
  out.object(answer);
}

/** `provenance  urn:sluice:build:v1  3f2c1ab` */
function row({ statement }: Said): readonly string[] {
  if (statement.predicateType !== provenanceType) return ["signed", statement.predicateType];
  return ["provenance", ...describe(statement.predicate)];
}

function describe(predicate: unknown): readonly string[] {
  const { buildDefinition } = predicate as {
    readonly buildDefinition?: {
      readonly buildType?: string;
      readonly externalParameters?: { readonly source?: { readonly uri?: string; readonly commit?: string }; readonly image?: string };
    };
  };
  const { source, image } = buildDefinition?.externalParameters ?? {};
  const from = source === undefined ? (image ?? "") : `${source.uri ?? ""} at ${source.commit?.slice(0, 7) ?? ""}`;
  return [`${buildDefinition?.buildType ?? ""}  ${from}`];
}
