import type { Sbom } from "@sluice/contract";
import { cut, table } from "./table.ts";

type Component = Sbom["components"][number];

const shownNames = 6;

/** `MIT  12  flask, jinja2 and 10 more`: the licence that most packages have first, those that say none last. */
export function sbomLicences({ components }: Pick<Sbom, "components">): readonly string[] {
  const all = [...Map.groupBy(components, licenceOf)].toSorted(([a, ones], [b, others]) =>
    a === unsaid || b === unsaid ? Number(a === unsaid) - Number(b === unsaid) : others.length - ones.length || a.localeCompare(b),
  );
  return table(
    all.map(([licence, its]) => [cut(licence, 60), String(its.length), named(its)]),
    "  ",
  );
}

const unsaid = "not said";

function licenceOf({ licenses = [] }: Component): string {
  const said = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? "").filter((one) => one !== "");
  return said.length === 0 ? unsaid : said.join(", ");
}

function named(its: readonly Component[]): string {
  const names = its.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b));
  const rest = names.length - shownNames;
  return rest > 0 ? `${names.slice(0, shownNames).join(", ")} and ${rest} more` : names.join(", ");
}
