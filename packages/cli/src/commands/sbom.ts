import type { OutputOf } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { sbomLicences } from "../format/sbom-licences.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

type Sbom = OutputOf<"sboms.show">;

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const named = input.text("build");
  const whole = await call("sboms.show", { params: { tool }, query: named === undefined ? {} : { build: buildId(named) } });
  const sbom = { ...whole, components: whole.components.filter(({ type }) => type !== "operating-system") };
  if (input.text("format") === "cyclonedx") out.line(JSON.stringify(whole, null, 2));
  else if (input.flag("licences")) out.lines([...counts(sbom), "", ...sbomLicences(sbom)]);
  else out.lines([...counts(sbom), "", ...packages(sbom)]);
  out.object(whole);
}

function kindOf(purl: string | undefined): string {
  return /^pkg:([a-z]+)\//.exec(purl ?? "")?.[1] ?? "other";
}

/** `112 packages: 98 deb, 14 pypi` */
function counts({ components }: Sbom): readonly string[] {
  const all = Map.groupBy(components, ({ purl }) => kindOf(purl));
  return [`${components.length} packages: ${[...all].map(([kind, its]) => `${its.length} ${kind}`).join(", ")}`];
}

function packages({ components }: Sbom): readonly string[] {
  const row = ({ purl, name, version }: Sbom["components"][number]) => [kindOf(purl), name, version ?? ""];
  return table(components.toSorted((a, b) => order(a).localeCompare(order(b))).map(row), "  ");
}

/** The languages' packages first: they are the author's own choice. */
function order({ purl, name }: Sbom["components"][number]): string {
  const kind = kindOf(purl);
  return `${kind === "deb" ? 1 : 0} ${kind} ${name}`;
}
