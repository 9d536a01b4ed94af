import type { LicenceFinding, LicencePolicy, ToolLicence } from "@sluice/contract";
import { table } from "./table.ts";

/** `MIT`, or what is wrong: `missing`. */
export function licenceWords(finding: LicenceFinding | null): string | null {
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
