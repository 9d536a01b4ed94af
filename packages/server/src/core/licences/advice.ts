import type { LicenceFinding, LicenceStatement } from "@sluice/contract";

const addOne =
  "Add a file named LICENSE with the whole text of an open-source licence, such as MIT, Apache-2.0 or GPL-3.0-or-later, commit it and push again.";

/** What a maintainer does about a finding, in a sentence. */
export function todoFor(verdict: LicenceFinding["verdict"], statements: readonly LicenceStatement[]): string {
  const text = statements.find(({ by }) => by === "text");
  switch (verdict) {
    case "allowed":
      return "";
    case "missing":
      return addOne;
    case "unknown":
      if (text === undefined) return addOne;
      return text.holds === undefined
        ? `Put the unchanged text of an open-source licence, such as MIT, Apache-2.0 or GPL-3.0-or-later, into ${text.file}, commit it and push again.`
        : `Keep only the licence in ${text.file}, move the rest into a file named NOTICE, commit both and push again.`;
    case "not-allowed":
      return "Choose a licence that is allowed (sluice licences show), or ask an admin to allow this one for your tool.";
    case "contradictory":
      return "Make them say the same.";
  }
}

/** What the log of a build says of its licence. */
export function licenceLines({ policy, verdict, expression, why, todo, statements }: LicenceFinding): readonly string[] {
  if (verdict === "allowed") return [`Licence: ${expression} (${statements.map(({ file }) => file).join(", ")})`];
  if (policy === "warn" || verdict === "contradictory") return [`warning: licence: ${why}. ${todo}`];
  return [
    `  The licence: ${why}.`,
    "  Only tools whose code has a licence that is allowed run here. Nothing was built; what is live keeps serving.",
    `  ${todo}`,
  ];
}

export const refusals: Readonly<Record<LicenceFinding["verdict"], string>> = {
  allowed: "",
  contradictory: "",
  missing: "no licence was found",
  unknown: "its licence is not known",
  "not-allowed": "its licence is not allowed here",
};
