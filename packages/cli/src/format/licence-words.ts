import type { LicenceFinding, LicenceOutcome, LicencePolicy, ListedLicence, ToolLicence } from "@sluice/contract";
import { cut, table } from "./table.ts";
import { relative } from "./times.ts";

/** `MIT`, or what is wrong: `missing`. */
export function licenceWords(finding: Pick<LicenceFinding, "verdict" | "expression"> | null): string | null {
  if (finding === null) return null;
  const { verdict, expression } = finding;
  return verdict === "allowed" ? expression : expression === null ? verdict : `${expression} (${verdict})`;
}

const asked: Readonly<Record<LicencePolicy, string>> = {
  off: "nobody looks at the licence",
  warn: "the log says when the licence is not allowed",
  required: "refused without a licence that is allowed",
};

/** What is known of a tool's licence, for a person. */
export function licenceLines({ tool, policy, allowed, own, build, finding }: ToolLicence): readonly string[] {
  const live =
    finding === null
      ? "not looked at yet: it is when the tool is pushed"
      : `${licenceWords(finding)}${build === null ? "" : `, build ${build}`}`;
  const said = own === null ? [] : [`  set for this tool by ${own.by}: ${own.why}`];
  const statements = (finding?.statements ?? []).map(({ file, says }) => [file, says]);
  const wrong = finding === null || finding.why === "" ? [] : [`  ${finding.why}. ${finding.todo}`];
  return [
    `${tool}: ${live}`,
    ...table(statements, "  "),
    ...wrong,
    `Pushes: ${asked[policy]}.${policy === "off" ? "" : ` Allowed: ${allowed.join(", ")}`}`,
    ...said,
  ];
}

const outcomes: Readonly<Record<LicenceOutcome, string>> = {
  allowed: "allowed",
  warned: "a push is warned",
  refused: "a push is refused",
  "not-asked": "not asked",
  unknown: "not looked at yet",
};

/** A row of the list of all tools. */
export function listedLicence({ tool, live, policy, own, outcome, finding }: ListedLicence, now: Date): readonly string[] {
  const words = outcome === "allowed" || finding?.verdict === "allowed" ? finding?.expression : finding?.why;
  const asked = own === null ? policy : `${policy} since ${relative(own.at, now)}, by ${own.by}: ${own.why}`;
  return [tool, outcomes[outcome], cut(words ?? "", 100), `live ${relative(live, now)}`, asked];
}
